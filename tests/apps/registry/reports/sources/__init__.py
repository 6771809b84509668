from reports.sources import ledgers, sensors
