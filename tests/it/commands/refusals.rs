//! Starts that fail: exit code 1, and one line that says where and why.

use super::running::assert_one_line;
use crate::support::Premises;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_configuration_stops_the_start_with_line_and_reason() {
    let premises = Premises::of(&["contoso"], "").await;
    let sound = premises.read("config.yaml");
    let lines = sound.lines().count();
    let cloud_line = 2 + sound
        .lines()
        .position(|line| line == "clouds:")
        .expect("a cloud");
    let secret_line = 1 + sound
        .lines()
        .position(|line| line.contains("client_secret_file"))
        .expect("a tenant");
    let cases = [
        (format!("{sound}colour: red\n"), lines + 1, "colour"),
        (
            sound.replace("data_dir: data", "data_dir: data\nlog: { level: loud }"),
            3,
            "log.level",
        ),
        (
            sound.replace("listen: 127.0.0.1:0", "listen: nowhere"),
            1,
            "listen",
        ),
        (
            sound.replace("client_secret_file: secret", "client_secret_file: missing"),
            secret_line,
            "missing",
        ),
        (
            sound.replace("http://127.0.0.1", "http://198.51.100.1"),
            cloud_line,
            "loopback",
        ),
        (
            sound.replace("insecure_http: true", "insecure_http: false"),
            cloud_line,
            "https",
        ),
        (
            sound.replace("/contoso/ada:", "/fabrikam/ada:"),
            lines,
            "/contoso",
        ),
        (format!("{sound}mounts: {{}}\n"), lines + 1, "mounts"),
    ];
    for (text, line, reason) in cases {
        premises.write("config.yaml", &text);
        for command in ["serve", "check"] {
            let output = premises.run(&[command, "--config", "config.yaml"]);
            let case = format!("{command} with {reason}");
            assert_eq!(output.status.code(), Some(1), "{case}: {output:?}");
            let said = assert_one_line(&output.stderr, &case);
            assert!(
                said.contains(&format!("config.yaml:{line}:")),
                "{case}: {said}"
            );
            assert!(said.contains(reason), "{case}: {said}");
            assert!(output.stdout.is_empty(), "{case}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_there_or_no_yaml_is_refused() {
    let premises = Premises::of(&["contoso"], "").await;
    premises.write("broken.yaml", "listen: [\n");
    for name in ["missing.yaml", "broken.yaml"] {
        let output = premises.run(&["serve", "--config", name]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = assert_one_line(&output.stderr, name);
        assert!(said.contains(name), "{said}");
    }
    let output = premises
        .command(&["serve", "--config", "config.yaml"])
        .env("ONEFOLD_LISTEN", "nowhere")
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let said = assert_one_line(&output.stderr, "environment");
    assert!(said.contains("ONEFOLD_LISTEN"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_and_a_second_server_are_one_line_each() {
    let premises = Premises::of(&["contoso"], "").await;
    let server = premises.serve();
    let serve = ["serve", "--config", "config.yaml"];
    let second = premises.run(&serve);
    assert_eq!(second.status.code(), Some(1));
    let said = assert_one_line(&second.stderr, "a second server");
    assert!(said.contains("data_dir"), "{said}");

    let address = server.url().trim_start_matches("http://");
    let elsewhere = premises
        .read("config.yaml")
        .replace("127.0.0.1:0", address)
        .replace("data_dir: data", "data_dir: other");
    premises.write("config.yaml", &elsewhere);
    let third = premises.run(&serve);
    assert_eq!(third.status.code(), Some(1));
    let said = assert_one_line(&third.stderr, "a taken port");
    assert!(said.contains(address), "{said}");
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn help_is_no_failure_and_misuse_is_exit_code_two() {
    let premises = Premises::of(&["contoso"], "").await;
    for line in [
        "--help",
        "--version",
        "serve --help",
        "admin --help",
        "admin create --help",
        "healthcheck --help",
    ] {
        let arguments: Vec<_> = line.split(' ').collect();
        let output = premises.run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert!(
            !output.stdout.is_empty() && output.stderr.is_empty(),
            "{line}"
        );
    }
    for line in [
        "",
        "fly",
        "serve --port 1",
        "admin",
        "admin create",
        "admin create a/b",
        "check extra",
    ] {
        let arguments: Vec<_> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let output = premises.run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{line}: {output:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{line}"
        );
    }
}
