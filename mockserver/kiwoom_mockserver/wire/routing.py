"""Which operation a request means: OAuth by its path alone, all others by (path, api-id)."""

from kiwoom_mockserver.spec.model import Catalogue, OperationSpec
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.messages import Request


def route(catalogue: Catalogue, request: Request, unknown_api_id: str = "1504") -> OperationSpec:
    """The operation asked for.

    Raises WireError 1501 without an api-id, 1504 for a pair of path and api-id that does not
    exist, whatever the path (observed: unknown paths get 1504 too, never HTTP 404), and
    ``unknown_api_id`` for an api-id no path has. A method other than POST also gets 1504, with
    HTTP status 405; what the real server does with it is unknown.
    """
    api_id = request.api_id
    if request.method != "POST":
        raise WireError("1504", status=405, api_id=api_id or "", path=request.path)
    operation = catalogue.oauth.get(request.path)
    if operation is not None:
        return operation
    if not api_id:
        raise WireError("1501")
    operation = catalogue.by_route.get((request.path, api_id))
    if operation is not None:
        return operation
    code = "1504" if api_id in catalogue.operations else unknown_api_id
    raise WireError(code, api_id=api_id, path=request.path)
