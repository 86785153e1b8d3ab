"""Secrets that no name announces, because their place does: the third argument of a call, a flag, a clause of SQL, a URL.

Each place is a line of a table: words of which one stands on the line, in lower case, and what is around the value. A value
that can be a word (a password) needs a place that takes nothing else; elsewhere it has to look drawn at random.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_STRING = r"""[@frbuRBF]{0,2}(?P<quote>\\?["'`])(?P<value>(?:(?!(?P=quote))[^\n\\]|\\.){2,200}?)(?P=quote)"""
_ARGUMENT = (
    r"""\s{0,8}[^,()"'`]{0,60}(?:["'`][^"'`]{0,200}["'`])?[^,()"'`]{0,20}"""  # a name, a literal, a keyword with one
)
_BYTES = (
    r"(?:\[\]byte\(|Buffer\.from\(|bytes\(|(?:System\.Text\.)?Encoding\.\w{2,12}\.GetBytes\(|b64decode\(|"
    r"base64\.(?:b64decode|urlsafe_b64decode)\(|new TextEncoder\(\)\.encode\(|String\(|key\s{0,3}=\s{0,3}|secret\s{0,3}=\s{0,3}|"
    r"password\s{0,3}=\s{0,3}){0,2}"
)
_WORD = r"""(?P<quote>["']?)(?P<value>[^\s"'`$<>|;&(){}\[\]\\][^\s"'`<>|;&\\]{2,200})(?P=quote)"""


class Place(NamedTuple):
    """Where a secret stands without a name of its own."""

    literals: tuple[str, ...]
    pattern: str
    sure: bool = True
    name: str = "password"  # what the value is, to be weighed by


PLACES = (
    # ---- keys of signatures and ciphers
    Place(("jwt", "jws", "jose"), rf"\b(?:jwt|jsonwebtoken|jws|jose|PyJWT)\.(?:encode|decode|sign|verify|signAsync|verifyAsync)\((?:\s{{0,8}}\{{.{{0,200}}?\}}|{_ARGUMENT}),\s{{0,8}}{_BYTES}{_STRING}", name="key"),
    Place(("hmac256", "hmac384", "hmac512", "hmacsha", "hmac"), rf"\b(?:Algorithm\.HMAC(?:256|384|512)|Keys\.hmacShaKeyFor|new HMACSHA(?:1|256|384|512)|hmac\.new|HMAC\.new|createHmac\(\s{{0,4}}[\"'][\w-]{{2,12}}[\"']\s{{0,4}},|hmac\.New\(\s{{0,4}}\w+\.New\s{{0,4}},|OpenSSL::HMAC\.\w{{6,10}}\([^,]{{2,40}},|hash_hmac\([^,]{{2,20}},[^,]{{2,60}},)\(?\s{{0,8}}{_BYTES}{_STRING}", name="key"),
    Place(("secretkeyspec", "symmetricsecuritykey", "signwith", "setsigningkey"), rf"(?:SecretKeySpec|SymmetricSecurityKey|signWith|setSigningKey|verifyWith)\((?:\s{{0,4}}SignatureAlgorithm\.\w{{3,8}},)?\s{{0,8}}{_BYTES}{_STRING}", name="key"),
    Place(("from_secret", "getbytes"), rf"(?:\bfrom_secret\(|\bkey\s{{0,3}}=\s{{0,3}}(?:System\.Text\.)?Encoding\.\w{{2,12}}\.GetBytes\()\s{{0,8}}{_STRING}", name="key"),
    Place(("key",), r"\b(?:\w{1,30}_)?key\s{0,3}=\s{0,3}b(?P<quote>[\"'])(?P<value>(?:[^\"'\\]{16}|[^\"'\\]{24}|[^\"'\\]{32}))(?P=quote)", name="bytes"),
    Place(("signedstring", "hs256"), rf"\.SignedString\(\s{{0,8}}{_BYTES}{_STRING}", name="key"),
    Place(("fernet", "aes", "des3", "cipher", "chacha20", "arc4", "blowfish"), rf"\b(?:Fernet|(?:AES|DES3?|ARC[24]|Blowfish|ChaCha20(?:_Poly1305)?)\.new|aes\.NewCipher|createCipher(?:iv)?\(\s{{0,4}}[\"'][\w-]{{3,20}}[\"']\s{{0,4}},|createDecipher(?:iv)?\(\s{{0,4}}[\"'][\w-]{{3,20}}[\"']\s{{0,4}},|CryptoJS\.\w{{3,10}}\.(?:en|de)crypt\([^,]{{1,60}},)\(?\s{{0,8}}{_BYTES}{_STRING}", name="key"),
    Place(("cookieparser", "cookiesession", "cookie_session", "cookiestore", "newcookiestore", "urlsafetimedserializer", "urlsafeserializer", "timestampsigner", "sessionmiddleware", "signer("), rf"\b(?:cookieParser|sessions\.NewCookieStore|cookie\.NewStore|(?:URLSafe)?(?:Timed)?Serializer|TimestampSigner|Signer|NewCookieStore)\(\s{{0,8}}{_BYTES}{_STRING}", name="key"),
    Place(("cookiesession", "cookie-session", "app.keys"), rf"\b(?:cookieSession\(.{{0,200}}?\bkeys\s{{0,3}}:|app\.keys\s{{0,3}}=)\s{{0,3}}\[\s{{0,3}}{_STRING}", name="key"),
    # ---- arguments that are passwords by position
    Place(("pdo(", "mysqli", "mysql_connect", "pg_connect", "oci_connect", "mysqli_connect", "sqlsrv"), rf"\b(?:new\s{{1,3}}PDO\({_ARGUMENT},|(?:new\s{{1,3}}mysqli|mysqli_connect|mysql_p?connect|mysqli_real_connect)\({_ARGUMENT},)\s{{0,8}}[^,()]{{1,60}},\s{{0,8}}{_STRING}"),
    Place(("oci_connect", "ftp_login", "ldap_bind", "odbc_connect", "imap_open"), rf"\b(?:oci_p?connect\({_ARGUMENT}|(?:ftp_login|ldap_bind|odbc_connect|imap_open)\({_ARGUMENT},{_ARGUMENT}),\s{{0,8}}{_STRING}"),
    Place(("getconnection",), rf"\bgetConnection\({_ARGUMENT},{_ARGUMENT},\s{{0,8}}{_STRING}"),
    Place(("pymysql.connect", "mysqldb.connect", "mysql.connector.connect", "psycopg2.connect", "pymssql.connect", "cx_oracle.connect", "oracledb.connect", "ibm_db.connect"), rf"\b(?:pymysql|MySQLdb|mysql\.connector|pymssql)\.connect\({_ARGUMENT},{_ARGUMENT},\s{{0,8}}{_STRING}"),
    Place(("cx_oracle.connect", "oracledb.connect"), rf"\b(?:cx_Oracle|oracledb)\.connect\({_ARGUMENT},\s{{0,8}}{_STRING}"),
    Place((".login(", ".auth("), rf"\b(?:smtp|server|smtp_server|smtpserver|mail_server|mailserver|imap|ftp|mailbox|session|mail|conn|pop|M|s)\.login\({_ARGUMENT},\s{{0,8}}{_STRING}"),
    Place(("basicauth", "digestauth", "ntlmauth", "basiccredentials", "networkcredential", "usernamepasswordcredential", "passwordauthentication", "usernamepasswordauthenticationtoken", "plainauth"), rf"\b(?:HTTP(?:Basic|Digest|Ntlm|Proxy)Auth|Http(?:Basic|Ntlm|Digest)Auth|BasicAuth|DigestAuth|SetBasicAuth|BasicCredentials|NetworkCredential|UsernamePasswordCredentials|PasswordAuthentication|UsernamePasswordAuthenticationToken|AWSBasicCredentials|BasicAWSCredentials|BasicSessionCredentials|basicAuth|setBasicAuth|basic_auth|PlainAuth\({_ARGUMENT},)\(?{_ARGUMENT},\s{{0,8}}{_STRING}"),
    Place(("auth=(", "auth = ("), rf"\b(?:basic_|http_|proxy_)?auth\s{{0,3}}=\s{{0,3}}\({_ARGUMENT},\s{{0,8}}{_STRING}\s{{0,3}}\)"),
    Place(("ftp(", "ftp_tls(", "ssh.connect(", "client.connect("), rf"\b(?:ftplib\.FTP(?:_TLS)?|ssh\.connect|ssh_client\.connect)\({_ARGUMENT},(?:\s{{0,4}}(?:port\s{{0,3}}=\s{{0,3}})?\d{{2,5}}\s{{0,3}},)?{_ARGUMENT},\s{{0,8}}{_STRING}"),
    Place(("create_superuser", "create_user", "createuser"), rf"\bcreate_(?:super)?user\({_ARGUMENT},{_ARGUMENT},\s{{0,8}}{_STRING}"),
    Place(("generate_password_hash", "hashpw", "bcrypt.hash", "hashsync", "set_password", "passwordencoder", "encoder.encode", "make_password", "password_hash(", "generatefrompassword", "hashpassword"), rf"\b(?:generate_password_hash|hashpw|bcrypt\.hash(?:Sync|pw)?|set_password|make_password|password_hash|GenerateFromPassword|HashPassword|hashPassword|hash_password|get_password_hash|[pP]asswordEncoder(?:\(\))?\.encode|[eE]ncoder(?:\(\))?\.encode|pwd_context\.hash)\(\s{{0,8}}{_BYTES}{_STRING}"),
    Place(("{noop}",), r"[\"']\{noop\}(?P<value>[^\"'\s]{2,100})[\"']"),
    Place(("asplaintext",), rf"ConvertTo-SecureString\s{{1,4}}(?:-String\s{{1,4}})?{_STRING}"),
    Place(("p@ss", "passw0rd", "password123", "admin123", "admin@123", "root123", "welcome1", "letmein", "qwerty123"), r"[:=,(\[{]\s{0,4}[\"'](?P<value>p[@a]ssw[0@]rd[\w!@#$%]{0,8}|p@ssword[\w!@#$%]{0,8}|password123!?|admin@?123[45!]{0,3}|root@?123[45!]{0,3}|welcome@?1(?:23)?!?|letmein\d{0,4}!?|qwerty123!?)[\"']"),
    # ---- SQL
    Place(("insert into",), r"\binsert\s{1,4}into\s{1,4}[\w.\"`\[\]]{0,60}(?:user|account|admin|member|login|employee|customer)s?[\"`\]]?\s{0,4}\([^()]{0,200}\bpass(?:word|wd)?[\"`\]]?\s{0,4}\)\s{0,8}values\s{0,8}\([^()]{0,200}'(?P<value>[^']{3,80})'\s{0,4}\)"),
    Place(("identified",), r"\b(?:create|alter|grant|set)\b.{0,160}\bidentified\s{1,4}(?:with\s{1,4}[\w']{3,40}\s{1,4})?(?:by|as)\s{1,4}(?:password\s{1,4})?\\?['\"](?P<value>[^'\"\\\s]{2,100})\\?['\"]"),
    Place(("password '", 'password "', "password \\'", "password('", "password = '", "password=n'", "password = n'"), r"\b(?:user|role|login|with|encrypted|set|alter|create)\b.{0,80}\b(?:password)\s{0,4}(?:=|\()?\s{0,4}(?:N)?\\?'(?P<value>[^'\"\\\s:]{2,100})\\?'"),
    # ---- command lines
    Place(("mysql", "mariadb", "mysqldump", "mysqladmin"), r"\b(?:mysql|mariadb|mysqldump|mysqladmin|mysqlimport|mycli)\b[^|;\n]{0,120}\s-p(?P<value>[^\s\"'$|;&<>-][^\s\"'`|;&<>]{2,60})"),
    Place(("pgpassword=", "mysql_pwd=", "rediscli_auth=", "sshpass=", "restic_password="), rf"\b(?:PGPASSWORD|MYSQL_PWD|REDISCLI_AUTH|SSHPASS|RESTIC_PASSWORD)={_WORD}"),
    Place(("sshpass", "plink", "pscp"), rf"\b(?:sshpass\s{{1,4}}-p\s{{0,4}}|(?:plink|pscp)\b.{{0,60}}\s-pw\s{{1,4}}){_WORD}"),
    Place(("curl", "wget", "http"), r"\bcurl\b.{0,200}?\s(?:-u|--user|--proxy-user)[\s=]{1,3}[\"']?[^\s:\"'$<>]{1,60}:(?P<value>[^\s\"'$<>|;&:]{3,100})"),
    Place(("redis-cli",), rf"\bredis-cli\b.{{0,80}}\s(?:-a|--pass)\s{{1,4}}{_WORD}"),
    Place(("requirepass", "masterauth"), rf"\b(?:requirepass|masterauth)\s{{1,4}}{_WORD}"),
    Place(("docker login", "podman login", "helm registry", "az login", "skopeo", "oc login", "helm repo", "registry login", "az acr", "heroku"), rf"\b(?:login|registry|repo|acr|copy)\b.{{0,120}}\s(?:-p|--password|--token)[\s=]{{1,3}}{_WORD}"),
    Place(("mongo", "mongosh", "mongodump", "mongorestore", "sqlcmd", "bcp", "psql", "ldap", "rabbitmqctl", "influx", "mosquitto"), rf"\b(?:mongo(?:sh|dump|restore|export|import)?\b.{{0,120}}\s-p|(?:sqlcmd|bcp)\b.{{0,120}}\s-P|ldap(?:search|modify|add|passwd)\b.{{0,120}}\s-w|mosquitto_(?:pub|sub)\b.{{0,120}}\s-P)\s{{1,4}}{_WORD}"),
    Place(("rabbitmqctl",), rf"\brabbitmqctl\s{{1,4}}(?:add_user|change_password)\s{{1,4}}\S{{1,40}}\s{{1,4}}{_WORD}"),
    Place(("chpasswd",), r"echo\s{1,4}[\"']?[\w.-]{1,40}:(?P<value>[^\s\"'$|]{3,60})[\"']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?chpasswd"),
    Place(("--stdin", "password-stdin", "passwd", "sudo -s"), r"echo\s{1,4}(?:-n\s{1,4})?[\"']?(?P<value>[^\s\"'$|]{4,100})[\"']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?(?:passwd\s{1,4}--stdin|docker\s{1,4}login.{0,80}--password-stdin|sudo\s{1,4}-S)"),
    Place(("htpasswd",), rf"\bhtpasswd\s{{1,4}}(?:-\w{{1,8}}\s{{1,4}}){{0,3}}-\w{{0,6}}b\w{{0,6}}\s{{1,4}}(?:[^\s-]\S{{0,60}}\s{{1,4}}){{1,2}}{_WORD}"),
    Place(("pass:",), r"-pass(?:in|out)?\s{1,4}[\"']?pass:(?P<value>[^\s\"'$|;&]{3,100})"),
    Place(("storepass", "keypass", "srcstorepass", "deststorepass"), rf"-(?:src|dest)?(?:store|key)pass\s{{1,4}}{_WORD}"),
    Place(("net user",), r"\bnet\s{1,4}user\s{1,4}[\w.-]{1,40}\s{1,4}(?P<value>[^\s/\"'%$]{3,60})\s{1,4}/add"),
    Place(("--from-literal",), r"--from-literal[=\s]{1,2}[\"']?[\w.-]{0,40}(?:password|passwd|secret|token|key|pass|pwd)[\w.-]{0,20}=[\"']?(?P<value>[^\s\"'$]{3,200})"),
    Place(("unseal",), r"(?:unseal)(?:\s{1,3}-\S{1,40}){0,3}(?:\s{1,3}key(?:\s{1,3}\d)?\s{0,3}:)?\s{1,3}[\"']?(?P<value>[A-Za-z0-9+/]{43,44}=?)(?![A-Za-z0-9+/])", name="key"),
    # ---- headers
    Place(("bearer ", "authorization", "ssws ", "x-api-key", "token "), r"(?:authorization|proxy-authorization|x-api-key|x-auth-token)[\"']?\s{0,4}(?:[:=,]|=>)\s{0,4}\\?[\"'`]?\s{0,4}(?:(?:bearer|token|basic|ssws|apikey|key)\s{1,3})?(?P<value>[A-Za-z0-9_.~+/-]{16,400}={0,2})", sure=False, name="token"),
    Place(("bearer ", "basic ", "token ", "ssws "), r"[\"'`](?:Bearer|Token|Basic|SSWS)\s{1,3}(?P<value>[A-Za-z0-9_.~+/-]{16,400}={0,2})[\"'`]", sure=False, name="token"),
    # ---- connection strings
    Place(("@tcp(", "@unix(", "@("), r"[\"'`=\s][\w.-]{1,60}:(?P<value>[^\s\"'`:@/$%{<]{2,100})@(?:tcp|unix)?\([^)]{1,120}\)/", name="password"),
    Place(("jdbc:oracle", "oracle"), r"jdbc:oracle:thin:[\w.-]{1,40}/(?P<value>[^\s\"'@${<]{2,60})@"),
    Place(("password", "pwd", "accountkey", "sharedaccesskey", "secret"), r"[;\"'`](?:password|passwd|pwd|accountkey|sharedaccesskey|secret)\s?=\s?(?P<value>[^;&'\"`\s<>{}$(),\\\[\]]{3,200}+)(?=[;'\"`]|\\|\s*$)", name="password"),
    Place(("password=",), r"\b(?:host|user|dbname|port|uid|server)=[^\s,;()]{1,80}\s(?:.{0,120}\s)?password=(?P<value>[^;&'\"`\s<>{}$(),\\\[\]]{3,200}+)", name="password"),
    Place(("password=",), r"[\"'`]password=(?P<value>[^;&'\"`\s<>{}$(),\\\[\]]{3,200}+)\s(?:host|user|dbname|port)=", name="password"),
    Place(("jdbc:", "postgres", "mysql", "mongodb", "redis", "amqp", "://"), r"[?&](?:password|passwd|pwd|pass|authToken|auth_token)=(?P<value>[^&'\"`\s<>{}$(),\\\[\]]{3,200}+)", name="password"),
    Place(("redis://", "rediss://"), r"\brediss?://:(?P<value>[^\s\"'`:@/${<]{2,200})@(?!localhost|127\.)", name="password"),
    Place(("://",), r"://[^\s:@/\"'`]{1,60}@[\w.-]{3,60}:(?P<value>[^\s\"'`:@/${<]{3,100})@[\w.-]{3,}", name="password"),
    Place(("://",), r"://[^\s:@/?#\"'`]{1,60}:(?P<value>(?=[^\s\"'`:@/?#]{0,99}[!$&*+,;=()])[^\s\"'`:@/?#{}<>$%][^\s\"'`:@/?#{}<>]{3,99}+)@(?!localhost|127\.)[\w.-]", name="password"),
    Place((",password=",), r":\d{2,5},(?:[^\s\"'`]{0,80},)?password=(?P<value>[^,\"'`\s<>{}$()]{3,200}+)(?=[,\"'`]|\s*$)", name="password"),
    Place(("@//", ":1521"), r"[\"'`=\s][\w$#-]{1,30}/(?P<value>[^\s\"'`@/${<]{3,60})@(?://[\w.-]{1,80}(?::\d{2,5})?|[\w.-]{1,80}:1521)/[\w.-]", name="password"),
    # ---- files of their own
    Place(("password ",), r"^\s{0,8}password\s{1,4}(?P<value>\S{12,200})\s*$", sure=False),
    Place((":5432:", ":*:", ":5433:"), r"^[^:\s#]{1,100}:(?:\d{2,5}|\*):[^:\s]{1,60}:[^:\s]{1,60}:(?P<value>[^:\s]{3,100})$"),
    Place(("machine ", "login "), r"\bmachine\s{1,4}\S{1,100}\s{1,4}login\s{1,4}\S{1,100}\s{1,4}password\s{1,4}(?P<value>\S{3,200})"),
    Place(("_auth", "_password"), r"(?:^|:)_(?:auth|password)\s?=\s?[\"']?(?P<value>[A-Za-z0-9+/=_-]{12,400})", name="token", sure=False),
    Place(('"auth"',), r"\"auth\"\s{0,4}:\s{0,4}\"(?P<value>[A-Za-z0-9+/]{12,400}={0,2})\"", name="token", sure=False),
    Place(("ls0tls1crudjti",), r"(?P<value>LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,20000}+={0,2})", name="pem"),
)  # fmt: skip


@lru_cache(maxsize=128)
def pattern_of(place: Place) -> re.Pattern[str]:
    """The place's pattern; its group ``value`` is the secret."""
    return re.compile(place.pattern, re.IGNORECASE)
