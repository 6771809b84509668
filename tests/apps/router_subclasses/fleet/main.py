from fleet.framework import Service
from fleet.trips import invoices, router as trips, stops
from fleet.vehicles import beta, router as vehicles

app = Service("fleet", version="2.4")
app.include_router(vehicles)
app.include_router(beta)
for router in (trips, stops, invoices):
    app.include_router(router, prefix="/v1")
