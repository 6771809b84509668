"""Pydantic's vocabulary (pydantic 2.14): models and the hooks that run user code while validating or serializing."""

from __future__ import annotations

MODEL_BASES = frozenset(
    {
        "pydantic.BaseModel",
        "pydantic.main.BaseModel",
        "pydantic.RootModel",
        "pydantic.generics.GenericModel",
        "sqlmodel.SQLModel",
        "sqlmodel.main.SQLModel",
    }
)

SETTINGS_BASES = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings"})

VALIDATORS = frozenset(
    {
        "pydantic.field_validator",
        "pydantic.model_validator",
        "pydantic.validator",
        "pydantic.root_validator",
        "pydantic.functional_validators.field_validator",
        "pydantic.functional_validators.model_validator",
    }
)
"""Decorators of methods that run while a request is validated: on the event loop, even for a `def` handler
(fastapi/dependencies/utils.py, request_body_to_args)."""

SERIALIZERS = frozenset(
    {
        "pydantic.field_serializer",
        "pydantic.model_serializer",
        "pydantic.computed_field",
    }
)
"""Decorators of methods that run while a response is serialized: on the event loop (fastapi/routing.py)."""

SENT = frozenset(
    {"str", "bytes", "int", "float", "bool", "list", "dict", "Mapping", "Sequence", "UploadFile", "object"}
)
"""Classes of which the values of a request can be before they are validated."""

FUNCTIONAL_VALIDATORS = frozenset({"AfterValidator", "BeforeValidator", "PlainValidator", "WrapValidator"})
"""Classes of `pydantic.functional_validators` that wrap a function in `Annotated[...]`."""

FUNCTIONAL_SERIALIZERS = frozenset({"PlainSerializer", "WrapSerializer"})

POST_INIT = "model_post_init"
"""The method of a model that Pydantic calls after validation."""


def is_model_base(name: str) -> bool:
    """True if a class that derives from this library class is a Pydantic model."""
    return name in MODEL_BASES or name in SETTINGS_BASES


MODEL_ROOTS = frozenset({"pydantic", "pydantic_settings", "sqlmodel"})
MAKING = frozenset(
    {
        "model_validate", "model_validate_json", "model_validate_strings", "model_construct", "parse_obj", "parse_raw",
        "parse_file", "from_orm", "construct", "model_copy", "copy",
    }
)  # fmt: skip
"""Methods of models that give an object of the class, or of the object's class, that they are called on."""
VALIDATING = MAKING - {"model_construct", "construct", "model_copy", "copy"}
"""Methods of models that validate what they are given."""
DUMPING = frozenset({"model_dump", "model_dump_json", "dict", "json"})
"""Methods of models that serialize."""

DUMPS = frozenset({"model_dump", "dict"})
"""Methods of a model that make a dictionary of it."""

WRITES = frozenset({"model_dump_json", "json"})
"""Methods of a model that write it as JSON."""

FIELD_VALIDATORS = frozenset(
    {"pydantic.field_validator", "pydantic.functional_validators.field_validator", "pydantic.validator"}
)
MODEL_VALIDATORS = frozenset(
    {"pydantic.model_validator", "pydantic.functional_validators.model_validator", "pydantic.root_validator"}
)
CONFIGS = frozenset({"pydantic.ConfigDict", "pydantic.config.ConfigDict", "sqlmodel._compat.SQLModelConfig"})
"""What `model_config` is made with."""

OWN_WAYS = frozenset(
    {
        "__init__", "__new__", "__init_subclass__", "__pydantic_init_subclass__", "__class_getitem__",
        "__get_validators__", "__get_pydantic_core_schema__", "__modify_schema__",
    }
)  # fmt: skip
"""Methods of a class after which it takes what its author wants, whatever its fields say."""
