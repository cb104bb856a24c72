import HTTPTypes
import Hummingbird

/// The parameters of a request that its endpoint declares, each of them fit.
struct Arguments: Hashable, Sendable {
  private var values: [String: String] = [:]

  init() {}

  /// - Throws: ``APIProblem`` that names the parameter which is missing, unknown, doubled or unfit.
  init(
    of request: Request, parameters: Parameters, declared: [Parameter]
  ) throws(APIProblem) {
    for parameter in declared where parameter.place == .path {
      guard let raw = parameters.get(parameter.name),
        let text = Self.percentDecoded(raw, plusIsSpace: false),
        parameter.objection(to: text) == nil
      else {
        throw APIProblem(
          .notFound, "no \(parameter.name) has such a name",
          remedy: parameter.objection(to: "\u{0}").map { "it has \($0)" })
      }
      values[parameter.name] = text
    }
    let declaredHere = declared.filter { $0.place == .query }
    for (name, text) in try Self.query(of: request) {
      guard let parameter = declaredHere.first(where: { $0.name == name }) else {
        throw APIProblem(
          .badRequest, "there is no parameter '\(name)' here",
          remedy: declaredHere.isEmpty
            ? "leave it out" : "use " + declaredHere.map(\.name).joined(separator: ", "))
      }
      guard values[name] == nil else {
        throw APIProblem(.badRequest, "the parameter '\(name)' is given twice")
      }
      try set(parameter, text)
    }
    for parameter in declared where parameter.place == .header {
      guard let field = HTTPField.Name(parameter.name) else { continue }
      if let text = request.headers[field] { try set(parameter, text) }
    }
    for parameter in declared where parameter.isRequired && values[parameter.name] == nil {
      throw APIProblem(
        .badRequest, "the parameter '\(parameter.name)' is missing", remedy: parameter.summary)
    }
  }

  private mutating func set(_ parameter: Parameter, _ text: String) throws(APIProblem) {
    if let wanted = parameter.objection(to: text) {
      throw APIProblem(
        .badRequest, "the parameter '\(parameter.name)' is unfit", remedy: "give \(wanted)")
    }
    values[parameter.name] = text
  }

  func text(_ name: String) -> String? { values[name] }

  func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

  func words(_ name: String) -> [String]? {
    values[name].map { $0.split(separator: ",").map(String.init) }
  }

  /// The value of a parameter that is declared as required.
  func required(_ name: String) throws(APIProblem) -> String {
    guard let value = values[name] else {
      throw APIProblem(.badRequest, "the parameter '\(name)' is missing")
    }
    return value
  }

  /// Names and values of the query, in order.
  private static func query(of request: Request) throws(APIProblem) -> [(String, String)] {
    guard let query = request.uri.query, !query.isEmpty else { return [] }
    var pairs: [(String, String)] = []
    for part in query.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = percentDecoded(String(sides[0]), plusIsSpace: true),
        let value = percentDecoded(sides.count > 1 ? String(sides[1]) : "", plusIsSpace: true)
      else {
        throw APIProblem(
          .badRequest, "the query is not percent-encoded UTF-8",
          remedy: "encode each name and value after RFC 3986")
      }
      pairs.append((name, value))
    }
    return pairs
  }

  /// The text that RFC 3986 encodes so, or `nil` for broken escapes and for what is not UTF-8.
  static func percentDecoded(_ text: String, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x25:
        guard rest.count >= 2,
          let high = Character(Unicode.Scalar(rest.removeFirst())).hexDigitValue,
          let low = Character(Unicode.Scalar(rest.removeFirst())).hexDigitValue
        else { return nil }
        bytes.append(UInt8(high << 4 | low))
      case 0x2B where plusIsSpace: bytes.append(0x20)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
