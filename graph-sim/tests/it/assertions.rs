//! Signing in with a certificate: facts of "certificate assertion".

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use graph_sim::{Certificate, LoadError, Options, Sim, World};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, client, read};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A key and the certificate to it.
struct Signer {
    key: RsaKeyPair,
    der: Vec<u8>,
}

impl Signer {
    /// Good from 2026-01-01 until the end of that year.
    fn new() -> Self {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let mut parameters = CertificateParams::default();
        parameters.not_before = rcgen::date_time_ymd(2026, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2026, 12, 31);
        let certificate = parameters.self_signed(&key).unwrap();
        Self {
            key: RsaKeyPair::from_pkcs8(key.serialized_der()).unwrap(),
            der: certificate.der().to_vec(),
        }
    }

    fn pem(&self) -> String {
        let body = STANDARD.encode(&self.der);
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_encoded(header, claims, &URL_SAFE_NO_PAD)
    }

    fn sign_encoded(&self, header: &Value, claims: &Value, base64: &GeneralPurpose) -> String {
        let encoding: &'static dyn RsaEncoding = match header["alg"].as_str().unwrap() {
            "RS256" => &RSA_PKCS1_SHA256,
            _ => &RSA_PSS_SHA256,
        };
        let part = |value: &Value| base64.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                encoding,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .unwrap();
        format!("{signed}.{}", base64.encode(signature))
    }

    fn x5t_s256(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, &self.der))
    }

    fn header(&self) -> Value {
        json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.x5t_s256() })
    }
}

/// The usual organization, whose application knows this signer's certificate; the time is mid 2026.
async fn bed(signer: &Signer) -> Bed {
    let bed = Bed::start().await;
    bed.sim.clock().set("2026-06-01T12:00:00Z".parse().unwrap());
    bed.sim.clock().freeze();
    bed.sim
        .change(|world| world.add_certificate(&bed.app, &signer.der));
    bed
}

fn claims(bed: &Bed) -> Value {
    let now = bed.sim.clock().now().as_second();
    let endpoint = format!(
        "{}{}/oauth2/v2.0/token",
        bed.sim.login_url(),
        bed.contoso.directory_id
    );
    json!({
        "aud": endpoint, "iss": bed.app.client_id, "sub": bed.app.client_id,
        "jti": "one", "nbf": now, "iat": now, "exp": now + 600,
    })
}

async fn sign_in(bed: &Bed, assertion: &str) -> Answer {
    bed.sign_in(&[
        ("client_secret", ""),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion),
    ])
    .await
}

#[tokio::test]
async fn an_assertion_signed_with_a_known_certificate_is_a_credential() {
    let signer = Signer::new();
    let bed = bed(&signer).await;
    let sha1 = URL_SAFE_NO_PAD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &signer.der));
    for header in [
        signer.header(),
        json!({ "alg": "RS256", "x5t#S256": signer.x5t_s256() }),
        json!({ "alg": "PS256", "x5t": sha1 }),
        json!({ "alg": "RS256", "x5t": sha1 }),
    ] {
        let answer = sign_in(&bed, &signer.sign(&header, &claims(&bed))).await;
        assert_eq!(answer.status, 200, "{header}: {}", answer.text());
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        let payload = token.split('.').nth(1).unwrap();
        let claims: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        assert_eq!(claims["appidacr"], "2");
    }
    assert_eq!(
        bed.sign_in(&[]).await.status,
        200,
        "the secret is good, too"
    );
}

/// As azure-identity for Python sends it.
#[tokio::test]
async fn padding_makes_no_difference() {
    let signer = Signer::new();
    let bed = bed(&signer).await;
    let thumbprint = URL_SAFE.encode(digest(&SHA256, &signer.der));
    assert!(thumbprint.ends_with('='));
    let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint });
    let assertion = signer.sign_encoded(&header, &claims(&bed), &URL_SAFE);
    assert_eq!(sign_in(&bed, &assertion).await.status, 200);
}

/// As msal for Python sends them (RFC 7519 section 2, `NumericDate`).
#[tokio::test]
async fn times_may_have_fractions() {
    let signer = Signer::new();
    let bed = bed(&signer).await;
    let mut claims = claims(&bed);
    claims["exp"] = json!(claims["exp"].as_f64().unwrap() + 0.25);
    let assertion = signer.sign(&signer.header(), &claims);
    assert_eq!(sign_in(&bed, &assertion).await.status, 200);
}

#[tokio::test]
async fn each_mistake_of_an_assertion_has_its_own_error() {
    let (signer, stranger) = (Signer::new(), Signer::new());
    let bed = bed(&signer).await;
    let now = bed.sim.clock().now().as_second();
    let with = |key: &str, value: Value| {
        let mut claims = claims(&bed);
        claims[key] = value;
        signer.sign(&signer.header(), &claims)
    };
    let good = signer.sign(&signer.header(), &claims(&bed));
    let (signed, _) = good.rsplit_once('.').unwrap();
    let (of_stranger, nameless) = (stranger.header(), json!({ "alg": "PS256" }));
    let unknown = json!({ "alg": "none", "x5t#S256": signer.x5t_s256() });
    for (case, assertion, code) in [
        ("no JWT", "nonsense".to_owned(), 50027),
        ("no name", signer.sign(&nameless, &claims(&bed)), 50027),
        ("no algorithm", signer.sign(&unknown, &claims(&bed)), 50027),
        (
            "a stranger's",
            stranger.sign(&of_stranger, &claims(&bed)),
            700_027,
        ),
        (
            "a false name",
            stranger.sign(&signer.header(), &claims(&bed)),
            700_027,
        ),
        ("no signature", format!("{signed}."), 700_027),
        ("issuer", with("iss", json!("another")), 700_021),
        ("subject", with("sub", json!("another")), 700_021),
        ("audience", with("aud", json!("https://graph")), 700_023),
        ("expired", with("exp", json!(now - 300)), 700_024),
        ("not yet", with("nbf", json!(now + 301)), 700_024),
    ] {
        let answer = sign_in(&bed, &assertion).await;
        let body = answer.json();
        assert_eq!(body["error_codes"][0], code, "{case}: {body}");
        assert_eq!(body.as_object().unwrap().len(), 7, "{case}: {body}");
        let (status, error) = match code {
            50027 => (400, "invalid_request"),
            _ => (401, "invalid_client"),
        };
        assert_eq!(
            (answer.status, &body["error"]),
            (status, &json!(error)),
            "{case}"
        );
    }
}

#[tokio::test]
async fn a_registered_certificate_expires_by_the_simulated_clock() {
    let signer = Signer::new();
    let bed = bed(&signer).await;
    bed.sim.clock().set("2027-01-01T00:00:00Z".parse().unwrap());
    let answer = sign_in(&bed, &signer.sign(&signer.header(), &claims(&bed))).await;
    let body = answer.json();
    assert_eq!(body["error_codes"][0], 700_027);
    let text = body["error_description"].as_str().unwrap();
    assert!(text.contains("The key used is expired."), "{text}");
    assert!(text.contains("End=2026-12-31T00:00:00Z"), "{text}");
}

#[tokio::test]
async fn a_world_on_disk_names_certificates() {
    let signer = Signer::new();
    let folder = tempfile::tempdir().unwrap();
    let description = json!({ "tenants": { "contoso": { "apps": [{
        "display_name": "Onefold", "roles": [], "secrets": [], "certificates": ["app.pem"],
    }] } } });
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("world.json", &description.to_string());
    write("app.pem", "no certificate");
    let refused = World::new(1).load_folder(folder.path()).unwrap_err();
    assert!(
        matches!(refused, LoadError::Certificate { .. }),
        "{refused:?}"
    );

    write("app.pem", &signer.pem());
    let mut world = World::new(1);
    world.load_folder(folder.path()).unwrap();
    let sim = Sim::start(world, Options::default()).await.unwrap();
    sim.clock().set("2026-06-01T12:00:00Z".parse().unwrap());
    let tenants = &sim.announcement().tenants;
    assert_eq!(tenants[0].apps[0].client_secret, None);
    let now = sim.clock().now().as_second();
    let client_id = tenants[0].apps[0].client_id.clone();
    let url = format!(
        "{}{}/oauth2/v2.0/token",
        sim.login_url(),
        tenants[0].directory_id
    );
    let claims =
        json!({ "aud": url, "iss": client_id, "sub": client_id, "nbf": now, "exp": now + 600 });
    let form = [
        ("grant_type", "client_credentials".to_owned()),
        ("client_id", client_id),
        ("scope", sim.graph_scope()),
        ("client_assertion_type", JWT_BEARER.to_owned()),
        ("client_assertion", signer.sign(&signer.header(), &claims)),
    ];
    let answer = read(client().post(url).form(&form).send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    sim.shutdown().await;
}

#[test]
fn what_is_no_certificate_is_refused() {
    let der = Signer::new().der;
    assert!(Certificate::from_der(der.clone()).is_ok());
    for length in 0..der.len().min(600) {
        // A certificate cut within its head is none; what follows the public key is not looked at, but
        // the lengths of what encloses it are.
        assert!(
            Certificate::from_der(&der[..length]).is_err(),
            "{length} bytes"
        );
    }
}
