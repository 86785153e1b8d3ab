"""Keys of model providers and of what is built around models."""

from __future__ import annotations

from aigate.model import Confidence
from aigate.scanners.secret_formats.checks import is_bedrock
from aigate.scanners.secret_formats.format import ALNUM, BASE64, HEX, UUID, WORD, Format

# Where a provider documents its format, its own page says so; the lengths are those of keys that it issues.
FORMATS = (
    Format("anthropic-key", "Anthropic key", "sk-ant-", rf"(?:api|admin|oat|ort|sid)\d\d-{WORD}{{80,120}}+"),
    Format(
        "openai-token",
        "OpenAI key",
        ("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-", "sk-service-"),
        f"{WORD}{{40,200}}+",
    ),
    Format("openai-token", "OpenAI key", "sess-", f"{ALNUM}{{40}}"),
    # DeepSeek, Moonshot, DashScope, Stability and OpenAI's first keys, all alike
    Format("model-provider-key", "model provider's key", "sk-", f"(?:{ALNUM}{{48}}|{ALNUM}{{32}})"),
    Format("openrouter-key", "OpenRouter key", "sk-or-v1-", f"{HEX}{{64}}"),
    Format("hugging-face-token", "Hugging Face token", ("hf_", "api_org_"), f"{ALNUM}{{30,40}}"),
    Format("groq-key", "Groq key", "gsk_", f"{ALNUM}{{48,56}}"),
    Format("replicate-token", "Replicate token", "r8_", f"{ALNUM}{{37,40}}"),
    Format("perplexity-key", "Perplexity key", "pplx-", f"{ALNUM}{{40,56}}"),
    Format("xai-key", "xAI key", "xai-", f"{ALNUM}{{60,90}}"),
    Format("together-key", "Together key", "tgp_v1_", f"{WORD}{{40,46}}"),
    Format("tavily-key", "Tavily key", "tvly-", f"(?:dev-|prod-)?{ALNUM}{{28,40}}"),
    Format("jina-key", "Jina key", "jina_", f"{HEX}{{32}}{WORD}{{20,34}}"),
    Format("fireworks-key", "Fireworks key", "fw_", f"{ALNUM}{{22,26}}"),
    Format("langsmith-key", "LangSmith key", ("lsv2_pt_", "lsv2_sk_"), f"{HEX}{{32}}_{HEX}{{10}}"),
    Format("langsmith-key", "LangSmith key", "ls__", f"{HEX}{{32}}"),
    Format("langfuse-key", "Langfuse key", "sk-lf-", UUID),
    Format("cerebras-key", "Cerebras key", "csk-", "[a-z0-9]{40,56}"),
    Format("elevenlabs-key", "ElevenLabs key", "sk_", f"{HEX}{{48}}"),
    Format("nvidia-key", "NVIDIA key", "nvapi-", f"{WORD}{{60,80}}"),
    Format("pinecone-key", "Pinecone key", "pcsk_", f"{ALNUM}{{4,8}}_{ALNUM}{{50,80}}"),
    Format("voyage-key", "Voyage key", "pa-", f"{WORD}{{43}}", confidence=Confidence.MEDIUM),
    Format("firecrawl-key", "Firecrawl key", "fc-", f"{HEX}{{32}}"),
    Format("e2b-key", "E2B key", "e2b_", f"{HEX}{{40}}"),
    Format("helicone-key", "Helicone key", "sk-helicone-", "[a-z0-9-]{25,40}"),
    Format("wandb-key", "Weights & Biases key", "wandb_v1_", f"{WORD}{{40,80}}"),
    Format("posthog-key", "PostHog key", ("phx_", "phs_", "phr_", "pha_"), f"{ALNUM}{{32,64}}"),
    Format("posthog-key", "PostHog key", "phc_", f"{ALNUM}{{40,48}}", confidence=Confidence.MEDIUM),
    Format("aws-bedrock-key", "Amazon Bedrock key", "ABSK", f"{BASE64}{{100,260}}+={{0,2}}", check=is_bedrock),
    Format("aws-bedrock-key", "Amazon Bedrock key", "bedrock-api-key-", r"[\w+/=-]{32,400}+"),
    Format("azure-ai-key", "Azure AI key", "JQQJ99", f"{ALNUM}{{26}}", head=f"{ALNUM}{{52}}"),
    Format("deepinfra-key", "Deep Infra key", "di_", f"{ALNUM}{{32}}", near=("deepinfra",)),
)
