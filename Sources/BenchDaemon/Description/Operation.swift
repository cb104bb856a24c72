import HTTPTypes
import Reports

/// What the API's description says of an endpoint, besides what the endpoint says itself.
struct Operation: Hashable, Sendable {
  /// The name that generated clients give it.
  let name: String
  let summary: String
  /// Whether a file's bytes are to be sent.
  var takesModel = false
  /// What it answers when all is well.
  let answers: [Answer]
  /// The statuses of problems that are its own; see ``APIDescription`` for those of all.
  var problems: [Int] = []

  /// An answer when all is well.
  struct Answer: Hashable, Sendable {
    let status: Int
    let summary: String
    /// `nil` where there is no body.
    let type: String?
    let schema: Schema

    static func json(_ schema: Schema, _ summary: String, status: Int = 200) -> Answer {
      Answer(status: status, summary: summary, type: "application/json", schema: schema)
    }

    static func text(_ type: String, _ summary: String) -> Answer {
      Answer(status: 200, summary: summary, type: type, schema: .string)
    }

    static func empty(_ status: Int, _ summary: String) -> Answer {
      Answer(status: status, summary: summary, type: nil, schema: .string)
    }
  }
}
