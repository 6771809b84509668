from reports.plugins.charts import Charts
from reports.plugins.mail import Mail

ENABLED = [Charts, Mail]
