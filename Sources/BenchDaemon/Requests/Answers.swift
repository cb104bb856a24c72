import HTTPTypes
import Hummingbird
import NIOCore
import Reports

extension Response {
  /// A JSON document.
  static func json(
    _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = HTTPFields()
  ) -> Response {
    text(value.text, type: "application/json", status: status, headers: headers)
  }

  static func text(
    _ text: String, type: String, status: HTTPResponse.Status = .ok,
    headers: HTTPFields = HTTPFields()
  ) -> Response {
    var headers = headers
    headers[.contentType] = type
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  static func problem(_ problem: APIProblem) -> Response {
    text(
      problem.json.text, type: "application/problem+json", status: problem.status,
      headers: problem.headers)
  }
}
