from dataclasses import dataclass


@dataclass
class Arguments:
    root_path: str = ""
    disable_docs: bool = False
    enable_tokenizer_info: bool = False
    enable_metrics: bool = True
    response_role: str = "assistant"
