//! The documents by which clients find the token endpoint.

use serde_json::Value;

use crate::kit::{Answer, Bed};

async fn fetch(bed: &Bed, path: &str) -> Answer {
    bed.fetch(&format!("{}{path}", bed.sim.login_url()), &[])
        .await
}

#[tokio::test]
async fn an_authority_leads_to_the_configuration_of_its_tenant() {
    let bed = Bed::start().await;
    let login = bed.sim.login_url();
    let tenant = &bed.contoso.directory_id;
    for (authorize, configuration) in [
        (
            "oauth2/v2.0/authorize",
            "v2.0/.well-known/openid-configuration",
        ),
        ("oauth2/authorize", ".well-known/openid-configuration"),
    ] {
        let query = format!("api-version=1.1&authorization_endpoint={login}{tenant}/{authorize}");
        let found = fetch(&bed, &format!("common/discovery/instance?{query}")).await;
        let found = found.json();
        let endpoint = found["tenant_discovery_endpoint"].as_str().unwrap();
        assert_eq!(endpoint, format!("{login}{tenant}/{configuration}"));
        let aliases = found["metadata"][0]["aliases"][0].as_str().unwrap();
        assert!(login.contains(aliases), "{aliases}");
        let document = bed.fetch(endpoint, &[]).await.json();
        assert!(
            document["token_endpoint"]
                .as_str()
                .unwrap()
                .starts_with(&login)
        );
    }
}

#[tokio::test]
async fn a_foreign_authority_is_none() {
    let bed = Bed::start().await;
    for (query, code) in [
        (
            "authorization_endpoint=https://evil.example/t/oauth2/authorize",
            50049,
        ),
        ("authorization_endpoint=nonsense", 50049),
        ("api-version=1.1", 900_144),
    ] {
        let answer = fetch(&bed, &format!("common/discovery/instance?{query}")).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["error_codes"][0], code, "{query}");
    }
}

#[tokio::test]
async fn the_two_versions_have_endpoints_and_issuers_of_their_own() {
    let bed = Bed::start().await;
    let login = bed.sim.login_url();
    let tenant = &bed.contoso.directory_id;
    let first = fetch(&bed, &format!("{tenant}/.well-known/openid-configuration")).await;
    let first = first.json();
    assert_eq!(
        first["issuer"],
        format!("https://sts.windows.net/{tenant}/")
    );
    assert_eq!(
        first["token_endpoint"],
        format!("{login}{tenant}/oauth2/token")
    );
    let common = fetch(&bed, "common/v2.0/.well-known/openid-configuration").await;
    let common = common.json();
    assert_eq!(common["issuer"], format!("{login}{{tenantid}}/v2.0"));
    for document in [first, common] {
        let keys = bed.fetch(document["jwks_uri"].as_str().unwrap(), &[]).await;
        assert_eq!(keys.json()["keys"], Value::Array(Vec::new()));
    }
    assert!(bed.sim.journal().defects().is_empty());
}
