import FoundationEssentials
import Hardware

/// The one line that a virtual board prints when its serial port can be opened.
struct ReadyLine: Decodable, Hashable {
  let event: String
  let board: String
  /// The path of the pseudo-terminal that is the board's serial port.
  let pty: String
  let serial: String
  /// The TCP port on this machine where its debug probe answers, or `nil` where it has none.
  let probePort: Int?
  let timingModel: String
  let timingModelVersion: String
  /// The hash of the timing model's parameters, or `nil` where it states none.
  let timingParameters: String?

  private enum CodingKeys: String, CodingKey {
    case event, board, pty, serial
    case probePort = "stlink_tcp"
    case timingModel = "timing_model"
    case timingModelVersion = "timing_model_version"
    case timingParameters = "timing_parameters"
  }

  /// Reads `line`, or gives `nil` when it is something else.
  init?(_ line: [UInt8]) {
    guard let ready = try? JSONDecoder().decode(ReadyLine.self, from: Data(line)),
      ready.event == "ready"
    else { return nil }
    self = ready
  }

  var origin: BoardConnection.Origin {
    .simulator(
      timingModel: timingModel, version: timingModelVersion,
      parameters: timingParameters)
  }
}
