"""`python -m web.api` prints the API's document."""

import json

from web.api.documentation import document

print(json.dumps(document(), ensure_ascii=False, indent=1))
