import ArgumentParser
import Workbench

/// The flags that say which board answers, where one is to.
struct EvaluationPlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A board that answers too; see 'mcubench boards'.", valueName: "name"))
  var board: String?

  @Option(
    help: ArgumentHelp(
      "Where the board is.",
      discussion: "auto takes the board whose probe is attached, and a virtual board if none is."))
  var on: TargetOptions.Place = .auto

  @Option(
    help: ArgumentHelp("The probe, where several fit the board.", valueName: "probe"))
  var probe: String?

  @Option(
    help: ArgumentHelp(
      "The serial port, where it is not the probe's own.", valueName: "device"))
  var port: String?

  @OptionGroup var rig: RigOption

  @Option(
    help: ArgumentHelp("Give the board only the first n images.", valueName: "n"))
  var limit: Int?

  @OptionGroup var placement: PlacementOption

  @OptionGroup var cores: CoresOption

  @Option(
    name: .customLong("vboard-fault"),
    help: ArgumentHelp("Let the virtual board misbehave.", visibility: .hidden))
  var faults: [String] = []

  private var namesHardware: Bool { probe != nil || port != nil || rig.rig != nil }

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on") }
    if board == nil,
      namesHardware || on != .auto || limit != nil || placement.placement != nil
        || cores.cores != nil || !faults.isEmpty
    {
      throw ValidationError(
        "--on, --probe, --port, --rig, --limit, --placement and --cores need --board")
    }
    if on == .simulator || !faults.isEmpty, namesHardware {
      throw ValidationError("--on simulator takes no --probe, --port or --rig")
    }
  }

  /// The board that flags name, or `nil` for the host alone.
  var request: EvaluationRequest.Board? {
    board.map { name in
      EvaluationRequest.Board(
        name: name, target: target, placement: placement.placement, cores: cores.cores,
        sampleLimit: limit)
    }
  }

  private var target: RunRequest.Target {
    if on == .simulator || !faults.isEmpty { return .virtualBoard(faults: faults) }
    if let port, probe == nil { return .port(port) }
    let request = ProbeRequest(
      probe: probe, port: port, rig: rig.rig, isReflashing: false, tool: nil)
    return on == .hardware || probe != nil ? .probe(request) : .whateverIsAttached(request)
  }
}
