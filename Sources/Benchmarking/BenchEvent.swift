package import Hardware

/// A stage of a run, in the order that they come.
package enum BenchStage: String, Hashable, Sendable, CaseIterable {
  case read
  case prepare
  case prune
  case plan
  case generate
  case build
  case start
  case handshake
  case measure
  case check

  /// What the stage does, for people.
  package var title: String {
    switch self {
    case .read: "reading the model"
    case .prepare: "preparing the graph"
    case .prune: "removing dead channels"
    case .plan: "planning"
    case .generate: "generating the firmware"
    case .build: "building the firmware"
    case .start: "starting the board"
    case .handshake: "shaking hands"
    case .measure: "measuring"
    case .check: "checking outputs"
    }
  }
}

/// What happens while a model is benchmarked.
package enum BenchEvent: Hashable, Sendable {
  case began(BenchStage)
  /// How long the stage took, and a few words about its result.
  case ended(BenchStage, Duration, detail: String)
  case session(SessionProgress)
  /// What the flashing tool is at.
  case flashStage(FlashError.Stage)
  /// A step towards an image on a board is over.
  case flashing(FlashStep)
  /// Something that the user did not ask for in so many words.
  case notice(String)
  /// A line that the firmware logged; text from the board.
  case log(String)
}
