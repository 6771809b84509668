"""The report as SARIF 2.1.0: for code scanning, and for viewers that follow a chain step by step."""
