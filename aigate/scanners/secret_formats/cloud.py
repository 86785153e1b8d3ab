"""Keys of clouds, hosts, databases as a service, and what runs on them."""

from __future__ import annotations

from aigate.model import Confidence
from aigate.scanners.secret_formats.checks import is_nats_seed
from aigate.scanners.secret_formats.format import ALNUM, BASE64, HEX, UUID, WORD, Format

_SAS = ("se=", "sv=", "sp=")  # what else stands in a shared access signature

FORMATS = (
    # AWS: its IAM user guide, under IAM identifiers
    Format(
        "aws-session-token", "AWS session token", ("FwoGZXIvYXdz", "IQoJb3JpZ2luX2Vj"), f"{BASE64}{{80,2000}}+={{0,2}}"
    ),
    Format("aws-mws-token", "Amazon MWS token", "amzn.mws.", UUID),
    Format("aws-appsync-key", "AWS AppSync key", "da2-", "[a-z0-9]{26}"),
    # Google: cloud.google.com/docs/authentication/api-keys, developers.google.com/identity/protocols/oauth2
    Format("google-api-key", "Google API key", "AIza", f"{WORD}{{35}}"),
    Format("google-oauth-secret", "Google OAuth client secret", "GOCSPX-", f"{WORD}{{28}}"),
    Format("google-oauth-token", "Google OAuth token", "ya29.", f"{WORD}{{40,500}}+"),
    Format("google-oauth-token", "Google OAuth refresh token", "1//", f"0{WORD}{{40,180}}+"),
    Format("google-hmac-key", "Google Cloud Storage HMAC key", "GOOG1E", "[A-Z0-9]{55}"),
    Format("firebase-key", "Firebase messaging key", ":APA91b", f"{WORD}{{120,150}}", head=f"AAAA{WORD}{{7}}"),
    # Azure: learn.microsoft.com/purview/sit-defn-…; newer keys carry four letters of their service
    Format(
        "azure-storage-account-access-key",
        "Azure storage account key",
        "+ASt",
        f"{ALNUM}{{8}}==",
        head=f"{BASE64}{{76}}",
    ),
    Format(
        "azure-service-key",
        "Azure service key",
        ("ACDb", "+AEh", "+ASb", "AIoT", "+ABa", "ARm"),
        f"{BASE64}{{4,12}}={{1,2}}",
        head=f"{BASE64}{{32,76}}",
    ),
    Format("azure-service-key", "Azure search key", "AzSe", f"[A-D]{ALNUM}{{5}}", head=f"{ALNUM}{{42}}"),
    Format("azure-service-key", "Azure function key", "AzFu", f"{WORD}{{6}}==", head=f"{WORD}{{44}}"),
    Format("azure-service-key", "Azure container registry key", "+ACR", f"{ALNUM}{{6}}", head=f"{BASE64}{{42}}"),
    Format("azure-client-secret", "Azure AD client secret", "Q~", r"[\w~.-]{31,34}+(?!~)", head=r"[\w~.-]{3}[78]"),
    Format("azure-devops-token", "Azure DevOps token", "AZDO", f"{ALNUM}{{4}}", head=f"{ALNUM}{{76}}"),
    Format(
        "azure-sas",
        "Azure shared access signature",
        ("sig=", "sig%3D"),
        r"(?P<value>(?:[\w/+-]|%2[BbFf]){43,60}(?:=|%3[Dd]))",
        near=_SAS,
    ),
    Format(
        "azure-access-key",
        "Azure access key",
        ("SharedAccessKey=", "AccountKey="),
        f"(?P<value>{BASE64}{{43,87}}={{1,2}})",
    ),
    Format("digitalocean-token", "DigitalOcean token", ("dop_v1_", "doo_v1_", "dor_v1_"), f"{HEX}{{64}}"),
    Format("heroku-key", "Heroku key", "HRKU-", f"(?:{UUID}|AA{WORD}{{56,60}})"),
    Format("cloudflare-key", "Cloudflare origin CA key", "v1.0-", f"{HEX}{{24}}-{HEX}{{146}}"),
    Format("cloudflare-key", "Cloudflare token", ("cfut_", "cfat_", "cfk_"), f"{WORD}{{40,60}}"),
    Format("alibaba-access-key", "Alibaba access key", "LTAI", f"{ALNUM}{{12,24}}"),
    Format("tencent-access-key", "Tencent access key", "AKID", f"{ALNUM}{{32}}"),
    Format("yandex-key", "Yandex Cloud key", "AQVN", f"{WORD}{{35,38}}"),
    Format("yandex-key", "Yandex Cloud key", "YC", f"{WORD}{{38}}", near=("yandex", "ya_cloud", "yc_")),
    Format("yandex-key", "Yandex Cloud token", "t1.", f"{ALNUM}{{3,10}}{WORD}*+={{0,2}}\\.{WORD}{{86}}={{0,2}}"),
    Format("fly-token", "Fly.io token", "fo1_", f"{WORD}{{43}}"),
    Format("fly-token", "Fly.io token", ("fm1r_", "fm1a_", "fm2_"), f"{BASE64}{{80,2000}}+={{0,3}}"),
    Format("render-key", "Render key", "rnd_", f"{ALNUM}{{28,40}}"),
    Format("vercel-token", "Vercel token", ("vcp_", "vci_", "vca_", "vcr_", "vck_"), f"{ALNUM}{{24,60}}"),
    Format("vercel-token", "Vercel blob token", "vercel_blob_rw_", f"{ALNUM}{{10,20}}_{ALNUM}{{25,40}}"),
    Format("netlify-token", "Netlify token", ("nfp_", "nfc_", "nfo_", "nfb_", "nfu_"), f"{ALNUM}{{36,40}}"),
    Format("supabase-key", "Supabase key", "sbp_", f"(?:v0_|oauth_)?{HEX}{{40}}"),
    Format("supabase-key", "Supabase key", "sb_secret_", f"{WORD}{{20,50}}"),
    Format("neon-key", "Neon key", "napi_", "[a-z0-9]{60,70}"),
    Format("neon-password", "Neon database password", "npg_", f"{ALNUM}{{12,20}}"),
    Format(
        "planetscale-token", "PlanetScale token", ("pscale_tkn_", "pscale_oauth_", "pscale_pw_"), r"[\w=.-]{32,64}+"
    ),
    Format("mongodb-atlas-secret", "MongoDB Atlas client secret", "mdb_sa_sk_", f"{WORD}{{40}}"),
    Format("databricks-token", "Databricks token", ("dapi", "dkea", "dose"), f"{HEX}{{32}}(?:-\\d)?"),
    Format("confluent-key", "Confluent key", "cflt", f"{BASE64}{{60}}"),
    Format("cockroachdb-key", "CockroachDB key", "CCDB1_", f"{ALNUM}{{22}}_{ALNUM}{{40}}"),
    Format("aiven-token", "Aiven token", "AVNS_", f"{WORD}{{19}}"),
    Format("aiven-token", "Aiven token", "aivenv1", f"{BASE64}{{150,400}}+={{0,2}}"),
    Format(
        "doppler-token",
        "Doppler token",
        ("dp.pt.", "dp.ct.", "dp.st.", "dp.sa.", "dp.scim.", "dp.audit.", "dp.said."),
        rf"(?:[a-z0-9_-]{{2,35}}\.)?{ALNUM}{{40,44}}",
    ),
    # Vault's concepts, under Tokens: the prefixes, and the older form
    Format("vault-token", "Vault token", ("hvs.", "hvb.", "hvr."), f"{WORD}{{24,300}}+"),
    Format("vault-token", "Vault token", "s.", f"{ALNUM}{{24}}", near=("vault", "token")),
    Format("terraform-cloud-token", "Terraform Cloud token", ".atlasv1.", r"[\w=-]{60,70}", head=f"{ALNUM}{{14}}"),
    Format("pulumi-token", "Pulumi token", "pul-", f"{HEX}{{40}}"),
    Format("infracost-key", "Infracost key", "ico-", f"{ALNUM}{{32}}", head=r"(?<!\.)"),
    Format("docker-hub-token", "Docker Hub token", ("dckr_pat_", "dckr_oat_"), f"{WORD}{{26,36}}"),
    Format("docker-swarm-key", "Docker Swarm token", "SWMTKN-1-", "[0-9a-z]{45,55}-[0-9a-z]{20,30}"),
    Format("docker-swarm-key", "Docker Swarm key", "SWMKEY-1-", f"{BASE64}{{42,44}}"),
    Format(
        "kubernetes-bootstrap-token",
        "Kubernetes bootstrap token",
        ".",
        "[a-z0-9]{16}",
        head="[a-z0-9]{6}",
        near=("--token", "bootstrap-token", "tlsbootstrap", "kubeadm"),
    ),
    Format("openshift-token", "OpenShift token", "sha256~", f"{WORD}{{43}}"),
    Format("tailscale-key", "Tailscale key", "tskey-", rf"(?:[a-z]{{3,10}}-)?{ALNUM}{{6,20}}-{ALNUM}{{16,40}}"),
    Format("harness-token", "Harness token", ("pat.", "sat."), rf"{WORD}{{22}}\.{HEX}{{24}}\.{ALNUM}{{20}}"),
    Format("nats-seed", "NATS seed", ("SU", "SA", "SO", "SN", "SC", "SX"), "[A-Z2-7]{56}", check=is_nats_seed),
    Format("scaleway-key", "Scaleway key", "SCW", "[A-Z0-9]{17}", confidence=Confidence.MEDIUM),
    Format("scalingo-token", "Scalingo token", "tk-us-", f"{WORD}{{48}}"),
    Format("hashicorp-boundary-token", "Boundary token", "at_", f"{ALNUM}{{10}}_s1{ALNUM}{{100,300}}+"),
)
