import HTTPTypes
import Reports

/// The API as OpenAPI 3.1 describes it, made from the endpoints themselves.
enum APIDescription {
  static func json(of endpoints: [Endpoint]) -> JSONValue {
    let described = endpoints.filter { $0.operation != nil }
    var paths: [String] = []
    for endpoint in described where !paths.contains(endpoint.path) { paths.append(endpoint.path) }
    return .object(known: [
      ("openapi", .string("3.1.0")),
      (
        "info",
        .object(known: [
          ("title", .string("mcubench lab")),
          ("version", .string("1")),
          ("description", .string(text)),
        ])
      ),
      (
        "servers",
        .array([
          .object(known: [
            ("url", .string("http://127.0.0.1:\(ServiceConfiguration.defaultPort)"))
          ])
        ])
      ),
      (
        "security", .array([.object([JSONValue.Member("token", .array([]))]), .object([])])
      ),
      (
        "paths",
        .object(
          paths.map { path in
            JSONValue.Member(
              path,
              .object(
                described.filter { $0.path == path }.map {
                  JSONValue.Member($0.method.rawValue.lowercased(), operation($0))
                }))
          })
      ),
      ("components", components),
    ])
  }

  private static let text = """
    Jobs, runs and boards of an mcubench lab. Answers are JSON unless a path says otherwise; what \
    is unknown is absent. Errors are problem documents (RFC 9457) with a summary, a remedy where \
    there is one, and the class of the part that failed. Without tokens in the rig file a daemon \
    serves its own machine only, and asks for none.
    """

  private static func operation(_ endpoint: Endpoint) -> JSONValue {
    guard let operation = endpoint.operation else { return .null }
    let role = endpoint.role.map { "Needs the role \($0.rawValue)." } ?? "Needs no token."
    return .object(known: [
      ("operationId", .string(operation.name)),
      ("summary", .string(operation.summary)),
      ("description", .string(role)),
      ("security", endpoint.role == nil ? .array([]) : nil),
      (
        "parameters",
        endpoint.parameters.isEmpty ? nil : .array(endpoint.parameters.map(parameter))
      ),
      ("requestBody", operation.takesModel ? modelBody : nil),
      ("responses", responses(endpoint, operation)),
    ])
  }

  private static let modelBody: JSONValue = .object(known: [
    ("required", .bool(true)),
    ("description", .string("The bytes of the .tflite file.")),
    (
      "content",
      .object([JSONValue.Member("application/octet-stream", .object([]))])
    ),
  ])

  private static func responses(_ endpoint: Endpoint, _ operation: Operation) -> JSONValue {
    var statuses = Set(operation.problems + [400, 421, 429, 500, 503])
    if endpoint.role != nil { statuses.formUnion([401]) }
    if let role = endpoint.role, role > .read { statuses.insert(403) }
    if endpoint.method != .get { statuses.insert(403) }
    if endpoint.parameters.contains(where: { $0.place == .path }) { statuses.insert(404) }
    if operation.takesModel { statuses.formUnion([413, 415, 422]) }
    // The disk that holds the results is full.
    if endpoint.method != .get { statuses.insert(507) }
    let problems = statuses.sorted().map { status in
      JSONValue.Member(
        String(status), .object(known: [("$ref", .string("#/components/responses/Problem"))]))
    }
    let answers = operation.answers.map { answer in
      JSONValue.Member(
        String(answer.status),
        .object(known: [
          ("description", .string(answer.summary)),
          (
            "content",
            answer.type.map { type in
              .object([
                JSONValue.Member(type, .object(known: [("schema", answer.schema.json)]))
              ])
            }
          ),
        ]))
    }
    return .object(answers + problems)
  }

  private static func parameter(_ parameter: Parameter) -> JSONValue {
    let isList = if case .words = parameter.kind { true } else { false }
    return .object(known: [
      ("name", .string(parameter.name)),
      ("in", .string(parameter.place.rawValue)),
      ("required", parameter.isRequired ? .bool(true) : nil),
      ("description", .string(parameter.summary)),
      ("style", isList ? .string("form") : nil),
      ("explode", isList ? .bool(false) : nil),
      ("schema", schema(parameter.kind)),
    ])
  }

  private static func schema(_ kind: Parameter.Kind) -> JSONValue {
    func string(_ further: [(String, JSONValue?)]) -> JSONValue {
      .object(known: [("type", .string("string"))] + further)
    }
    switch kind {
    case .integer(let range):
      return .object(known: [
        ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
        ("maximum", .integer(range.upperBound)),
      ])
    case .word(let words): return string([("enum", .array(words.map { .string($0) }))])
    case .words(let words):
      return .object(known: [
        ("type", .string("array")), ("minItems", .integer(1)), ("uniqueItems", .bool(true)),
        ("items", Schema.word(words).json),
      ])
    case .text(let maximum):
      return string([
        ("minLength", .integer(1)), ("maxLength", .integer(maximum)),
        ("pattern", .string(#"^[^\u0000-\u001f\u007f-\u009f]*$"#)),
      ])
    case .name: return string([("pattern", .string("^[A-Za-z0-9._-]{1,64}$"))])
    case .hexadecimal(let range):
      let (least, most) = (range.lowerBound, range.upperBound)
      let count = least == most ? "\(least)" : "\(least),\(most)"
      return string([("pattern", .string("^[0-9a-f]{\(count)}$"))])
    }
  }

  private static var components: JSONValue {
    .object(known: [
      (
        "securitySchemes",
        .object(known: [
          (
            "token",
            .object(known: [("type", .string("http")), ("scheme", .string("bearer"))])
          )
        ])
      ),
      (
        "responses",
        .object(known: [
          (
            "Problem",
            .object(known: [
              ("description", .string("Why it was not done.")),
              (
                "content",
                .object([
                  JSONValue.Member(
                    "application/problem+json",
                    .object(known: [("schema", Schema.reference("Problem").json)]))
                ])
              ),
            ])
          )
        ])
      ),
      (
        "schemas",
        .object(APISchemas.all.map { JSONValue.Member($0.name, $0.schema.json) })
      ),
    ])
  }
}
