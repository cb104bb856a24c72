import Reports

/// The shape of a JSON value, as the API's description gives it (JSON Schema 2020-12).
indirect enum Schema: Hashable, Sendable {
  case string
  /// Of this form.
  case pattern(String)
  /// RFC 3339 in UTC.
  case time
  case word([String])
  case integer(minimum: Int?)
  case number
  case boolean
  case array(Schema)
  case object([Property])
  /// An object whose members are described elsewhere.
  case document(String)
  /// A schema of the description's `components`.
  case reference(String)
  /// Members of any name, all of this shape.
  case map(Schema)

  /// A member of an object.
  struct Property: Hashable, Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
    let summary: String?

    init(_ name: String, _ schema: Schema, _ summary: String? = nil) {
      (self.name, self.schema, self.summary) = (name, schema, summary)
      isRequired = true
    }

    private init(optional name: String, _ schema: Schema, _ summary: String?) {
      (self.name, self.schema, self.summary) = (name, schema, summary)
      isRequired = false
    }

    /// A member that is absent where it is not known.
    static func optional(_ name: String, _ schema: Schema, _ summary: String? = nil) -> Property {
      Property(optional: name, schema, summary)
    }
  }

  static let jobID = Schema.pattern("^[0-9a-f]{16}$")
  static let digest = Schema.pattern("^[0-9a-f]{64}$")
  static let count = Schema.integer(minimum: 0)

  var json: JSONValue { .object(known: members) }

  private var members: [(String, JSONValue?)] {
    switch self {
    case .string: [("type", .string("string"))]
    case .pattern(let pattern): [("type", .string("string")), ("pattern", .string(pattern))]
    case .time: [("type", .string("string")), ("format", .string("date-time"))]
    case .word(let words):
      [("type", .string("string")), ("enum", .array(words.map { .string($0) }))]
    case .integer(let minimum):
      [("type", .string("integer")), ("minimum", minimum.map { .integer($0) })]
    case .number: [("type", .string("number"))]
    case .boolean: [("type", .string("boolean"))]
    case .array(let schema): [("type", .string("array")), ("items", schema.json)]
    case .map(let schema):
      [("type", .string("object")), ("additionalProperties", schema.json)]
    case .document(let text): [("type", .string("object")), ("description", .string(text))]
    case .reference(let name): [("$ref", .string("#/components/schemas/\(name)"))]
    case .object(let properties):
      [
        ("type", .string("object")),
        (
          "required",
          .array(properties.filter(\.isRequired).map { .string($0.name) })
        ),
        (
          "properties",
          .object(
            properties.map { property in
              var members = property.schema.members
              if let summary = property.summary {
                members.append(("description", .string(summary)))
              }
              return JSONValue.Member(property.name, .object(known: members))
            })
        ),
      ]
    }
  }
}
