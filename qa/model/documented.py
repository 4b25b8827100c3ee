"""How records describe their fields: the API's document is made from these annotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # Pydantic takes a quarter of a second to import, and only the API needs it.
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

Json = dict[str, Any]
"""A JSON object, as `as_json` of a record returns it."""


@dataclass(frozen=True, slots=True)
class Doc:
    """The annotation that describes a field in words; its schema is that of `record`, if given."""

    description: str
    record: Any = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """The schema of the record if there is one, else of the field's own type."""
        return handler(source) if self.record is None else handler.generate_schema(self.record)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The JSON schema, with the description."""
        return {**handler(schema), "description": self.description}
