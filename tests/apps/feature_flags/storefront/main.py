from fastapi import FastAPI

from storefront import features
from storefront.settings import settings

app = FastAPI(docs_url="/docs" if settings.docs else None)

if settings.flags.wishlist:
    app.include_router(features.wishlist)

if settings.flags.reviews:
    app.include_router(features.reviews)

if settings.flags.beta != "off":
    app.include_router(features.beta)
elif settings.is_development:
    app.include_router(features.debug)

for name, router in {"returns": features.returns, "basket": features.basket}.items():
    if name in settings.disabled:
        continue
    app.include_router(router)


@app.get("/")
def front():
    return {"wishlist": settings.flags.wishlist}
