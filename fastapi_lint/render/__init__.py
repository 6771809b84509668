"""How a report is shown: one module an output format, and the parts of the readable one."""
