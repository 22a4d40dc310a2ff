# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign a request that asks STS who signed it, as a login of Vault's auth method aws wants it.

sign.py URL REGION SERVER_ID <KEYS.json      (a list of access key and secret key)
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
import sys
from urllib.parse import urlsplit

BODY = "Action=GetCallerIdentity&Version=2011-06-15"


def digest(key: bytes, text: str) -> bytes:
    """One step of the signature."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


url, region, server_id = sys.argv[1:]
access_key, secret_key = json.load(sys.stdin)
now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
headers = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    "host": urlsplit(url).netloc,
    "x-amz-date": now,
    "x-vault-aws-iam-server-id": server_id,
}
signed = ";".join(headers)
lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
request = f"POST\n/\n\n{lines}\n{signed}\n{hashlib.sha256(BODY.encode()).hexdigest()}"
scope = f"{now[:8]}/{region}/sts/aws4_request"
to_sign = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
key = f"AWS4{secret_key}".encode()
for part in scope.split("/"):
    key = digest(key, part)
signature = digest(key, to_sign).hex()
headers["authorization"] = (
    f"AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={signed}, Signature={signature}"
)
print(
    json.dumps(
        {
            "iam_http_request_method": "POST",
            "iam_request_url": base64.b64encode(url.encode()).decode(),
            "iam_request_body": base64.b64encode(BODY.encode()).decode(),
            "iam_request_headers": base64.b64encode(json.dumps(headers).encode()).decode(),
        }
    )
)
