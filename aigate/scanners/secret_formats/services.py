"""Keys of services that send messages, move money, and watch programs."""

from __future__ import annotations

from aigate.model import Confidence
from aigate.scanners.secret_formats.checks import is_json
from aigate.scanners.secret_formats.format import ALNUM, BASE64, HEX, UUID, WORD, Format

_MEDIUM = Confidence.MEDIUM
_GUID = r"[\w-]{20,40}"

MESSAGES = (
    # Slack's documentation, under Token types
    Format("slack-token", "Slack token", ("xoxe.xoxp-", "xoxe.xoxb-"), rf"\d-{ALNUM}{{100,200}}"),
    Format("slack-token", "Slack token", "xoxe-", rf"\d-{ALNUM}{{100,200}}"),
    Format("slack-token", "Slack token", "xapp-", rf"\d-[A-Za-z0-9]{{8,14}}-\d{{8,16}}-{ALNUM}{{40,70}}"),
    Format(
        "slack-token",
        "Slack token",
        ("xoxb-", "xoxp-", "xoxa-", "xoxo-", "xoxs-", "xoxr-", "xoxc-", "xoxd-"),
        r"[\w-]{24,400}+",
    ),
    Format(
        "slack-token",
        "Slack webhook",
        "hooks.slack.com/",
        r"(?:services|workflows|triggers)/(?P<value>[A-Z0-9]{8,14}/[\w/]{10,80}+)",
    ),
    Format(
        "discord-webhook",
        "Discord webhook",
        ("discord.com/api/webhooks/", "discordapp.com/api/webhooks/"),
        rf"(?P<value>\d{{17,20}}/{WORD}{{60,80}})",
    ),
    Format(
        "teams-webhook",
        "Teams webhook",
        ("webhook.office.com/webhookb2/", "outlook.office.com/webhook/"),
        rf"(?P<value>{_GUID}@{_GUID}/IncomingWebhook/\w{{32}}/[\w-]{{30,40}})",
    ),
    Format(
        "google-chat-webhook",
        "Google Chat webhook",
        "chat.googleapis.com/v1/spaces/",
        rf"(?P<value>{WORD}{{8,20}}/messages\?key={WORD}{{30,45}}(?:&|%26|\\u0026)token={WORD}{{30,60}})",
    ),
    Format("zapier-webhook", "Zapier webhook", "hooks.zapier.com/hooks/catch/", r"(?P<value>\d{4,10}/[a-z0-9]{6,10})"),
    Format("mailgun-key", "Mailgun key", "key-", f"{HEX}{{32}}"),
    Format("mailgun-key", "Mailgun key", "-", f"{HEX}{{8}}-{HEX}{{8}}", head=f"{HEX}{{32}}"),
    Format("mandrill-key", "Mandrill key", "md-", f"{WORD}{{22}}", near=("mandrill", "mailchimp")),
    Format("brevo-key", "Brevo key", ("xkeysib-", "xsmtpsib-"), f"{HEX}{{64}}-{ALNUM}{{16}}"),
    Format("resend-key", "Resend key", "re_", f"{ALNUM}{{8}}_{ALNUM}{{20,28}}"),
    Format("klaviyo-key", "Klaviyo key", "pk_", f"{HEX}{{34}}"),
    Format("intercom-token", "Intercom token", "dG9rO", f"{BASE64}{{50,60}}="),
    Format("onesignal-key", "OneSignal key", ("os_v2_app_", "os_v2_org_"), "[a-z2-7]{90,110}"),
    Format("matrix-token", "Matrix token", "syt_", rf"{BASE64}{{4,60}}_[A-Za-z]{{20}}_{ALNUM}{{6}}"),
    Format("hubspot-token", "HubSpot token", "pat-", rf"(?:na|eu|ap)\d-{UUID}"),
    Format("salesforce-token", "Salesforce session", "00D", rf"{ALNUM}{{12,15}}!(?:{ALNUM}|[_.]){{60,140}}"),
    Format("okta-token", "Okta token", "00", f"{WORD}{{40}}", near=("okta", "ssws")),
    # Social networks
    Format("facebook-token", "Facebook token", ("EAA", "EAAC"), f"{ALNUM}{{80,300}}+"),
    Format("facebook-token", "Facebook app token", "|", f"{WORD}{{27}}", head=r"\d{15,16}"),
    Format("instagram-token", "Instagram token", "IGQ", f"{WORD}{{100,250}}+"),
    Format("twitter-bearer-token", "X (Twitter) bearer token", "AAAAAAAAAAAAAAAAAAAAA", "[A-Za-z0-9%]{60,100}"),
    Format("linkedin-secret", "LinkedIn client secret", "WPL_AP", r"\d\.[\w.]{16,40}={0,2}"),
    Format("pinterest-token", "Pinterest token", "pina_", f"{ALNUM}{{60,90}}"),
)

MONEY = (
    # Stripe: docs.stripe.com/keys; Paystack's keys look the same
    Format("stripe-access-key", "Stripe key", ("sk_live_", "rk_live_", "sk_prod_", "rk_prod_"), f"{ALNUM}{{10,250}}+"),
    Format("stripe-access-key", "Stripe test key", ("sk_test_", "rk_test_"), f"{ALNUM}{{16,250}}+", confidence=_MEDIUM),
    Format("stripe-webhook-secret", "Stripe webhook secret", "whsec_", f"{BASE64}{{24,80}}+={{0,2}}"),
    Format("square-oauth-secret", "Square secret", ("sq0atp-", "sq0csp-"), f"{WORD}{{22,43}}"),
    Format("square-access-token", "Square access token", "EAAA", f"{WORD}{{60}}"),
    Format(
        "braintree-token",
        "Braintree access token",
        "access_token$",
        rf"(?:production|sandbox)\$[0-9a-z]{{16}}\${HEX}{{32}}",
    ),
    Format("plaid-token", "Plaid token", "access-", f"(?:sandbox|development|production)-{UUID}"),
    Format("adyen-key", "Adyen key", "AQE", rf"{BASE64}{{80,140}}=?-{BASE64}{{43}}=-{ALNUM}[^\s\"']{{8,20}}"),
    Format(
        "shopify-token",
        "Shopify token",
        ("shpat_", "shpca_", "shppa_", "shpss_", "shptka_", "shpua_"),
        "[0-9a-fA-F]{32}",
    ),
    Format("flutterwave-key", "Flutterwave key", ("FLWSECK-", "FLWSECK_TEST-", "FLWPUBK_TEST-"), f"{ALNUM}{{12,32}}-X"),
    Format("easypost-key", "EasyPost key", ("EZAK", "EZTK"), f"{ALNUM}{{54}}"),
    Format("shippo-token", "Shippo token", ("shippo_live_", "shippo_test_"), f"{HEX}{{40}}"),
    Format("razorpay-key", "Razorpay key", ("rzp_live_", "rzp_test_"), f"{ALNUM}{{14}}", confidence=_MEDIUM),
    Format("paddle-key", "Paddle key", ("pdl_live_apikey_", "pdl_sdbx_apikey_"), r"\w{40,70}"),
    Format("lob-key", "Lob key", ("live_", "test_"), f"{HEX}{{35}}"),
    Format("gocardless-token", "GoCardless token", ("live_", "sandbox_"), f"{WORD}{{40}}", near=("gocardless",)),
    Format("mollie-key", "Mollie key", ("live_", "test_"), f"{ALNUM}{{30}}", near=("mollie",)),
    Format("coinbase-key", "Coinbase key", "organizations/", f"{UUID}/apiKeys/{UUID}"),
)

WATCH = (
    # New Relic: docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys
    Format("new-relic-key", "New Relic key", ("NRAK-", "NRAA-", "NRRA-"), "[A-Z0-9]{27}"),
    Format("new-relic-key", "New Relic key", ("NRAK-",), "[a-z0-9]{27}"),
    Format("new-relic-key", "New Relic insights key", ("NRII-", "NRIQ-"), f"{WORD}{{32}}"),
    Format("new-relic-key", "New Relic browser key", "NRJS-", f"{HEX}{{19}}"),
    Format("new-relic-key", "New Relic license key", "NRAL", "", head="(?:eu01xx[0-9a-f]{30}|[0-9a-f]{36})"),
    Format("sentry-token", "Sentry token", "sntrys_eyJ", r"[\w+/=-]{60,500}+"),
    Format("sentry-token", "Sentry token", "sntryu_", f"{HEX}{{64}}"),
    Format("mapbox-token", "Mapbox secret token", "sk.eyJ", rf"{WORD}{{20,200}}+\.{WORD}{{20,30}}", check=is_json),
    Format("grafana-token", "Grafana token", "glsa_", f"{ALNUM}{{32}}_{HEX}{{8}}"),
    Format("grafana-token", "Grafana Cloud token", "glc_", f"{BASE64}{{32,400}}+={{0,2}}"),
    Format("grafana-token", "Grafana key", "eyJrIjoi", f"{BASE64}{{40,400}}+={{0,2}}", near=("grafana",)),
    Format("grafana-token", "Grafana key", "eyJrIjoi", f"{BASE64}{{60,400}}+={{0,2}}", check=is_json),
    Format("dynatrace-token", "Dynatrace token", ("dt0c01.", "dt0s16.", "dt0s01."), r"[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    Format("honeycomb-key", "Honeycomb key", ("hcaik_", "hcaic_", "hcxik_", "hcxlk_", "hcamk_"), "[a-z0-9]{58}"),
    Format("axiom-token", "Axiom token", ("xaat-", "xapt-"), UUID),
    Format("adafruit-key", "Adafruit key", "aio_", f"{ALNUM}{{28}}"),
    Format("cloudinary-url", "Cloudinary URL", "cloudinary://", rf"\d{{10,16}}:(?P<value>{WORD}{{20,40}})@"),
    Format("sanity-token", "Sanity token", "sk", f"{ALNUM}{{160,180}}"),
    Format("checkly-key", "Checkly key", "cu_", f"{HEX}{{32}}"),
    Format("pagerduty-key", "PagerDuty key", "u+", rf"{WORD}{{18}}", near=("pagerduty",)),
)

FORMATS = (*MESSAGES, *MONEY, *WATCH)
