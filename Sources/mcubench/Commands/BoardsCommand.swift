import ArgumentParser
import BoardProfiles
import Reports
import Workbench

/// `mcubench boards`: the boards that are known, with their figures.
struct BoardsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boards", abstract: "List the known boards with their figures.")

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @OptionGroup var workbench: WorkbenchOptions

  func run() throws {
    let boards = try workbench.workbench().boards()
    try Terminal.writeResult(json ? Self.document(boards) : Self.text(boards))
  }

  private static func text(_ boards: [BoardProfile]) -> String {
    boards.map { board in
      var text = "\(board.name): \(board.title), \(board.chip)\n"
      let megahertz = NumberText.plain(Double(board.clock.coreHertz) / 1_000_000)
      text +=
        "  core     \(board.core.name) at \(megahertz) MHz"
        + (board.core.cycleCounter.map { ", counted by \($0)" } ?? "") + "\n"
      for region in board.memory {
        text +=
          "  memory   \(region.name): \(NumberText.grouped(region.bytes)) B at "
          + "0x\(String(region.origin, radix: 16)), \(purpose(of: region.kind))"
          + (region.reservedBytes > 0
            ? ", \(NumberText.grouped(region.reservedBytes)) B reserved" : "") + "\n"
      }
      text += "  serial   \(board.serial.route), \(board.serial.baud) baud\n"
      if let toolchain = board.toolchain {
        text +=
          "  compiler \(toolchain.prefix)gcc " + toolchain.machineFlags.joined(separator: " ")
          + "\n"
        for other in toolchain.preferred ?? [] {
          text += "           or better \(other.prefix)gcc, where it is installed\n"
        }
      } else {
        text += "  compiler none: runs images only\n"
      }
      for claims in board.timingClaims ?? [] { text += Self.text(claims) }
      return text
    }.joined(separator: "\n")
  }

  /// What simulated cycles may claim, row by row, and for which parameters.
  private static func text(_ claims: BoardProfile.TimingClaims) -> String {
    let checked = claims.checked.map { "v\($0.version) \($0.hash)" }.joined(separator: ", ")
    let head =
      "  claims   of timing model \(claims.model), "
      + (checked.isEmpty ? "none of whose parameters were held against silicon" : checked) + "\n"
    return head
      + claims.rows.map { row in
        let bounds = [("total", row.totalErrorPercent), ("a layer", row.layerErrorPercent)]
          .compactMap { name, percent in
            percent.map { "\(name) within \(NumberText.plain($0)) %" }
          }
        return
          "           \(row.name): \((bounds + [row.label.rawValue]).joined(separator: ", "))\n"
      }.joined()
  }

  private static func purpose(of kind: BoardProfile.MemoryRegion.Kind) -> String {
    switch kind {
    case .flash: "code and constants"
    case .code: "code"
    case .arena: "activations"
    case .firmware: "the firmware's own data"
    }
  }

  private static func document(_ boards: [BoardProfile]) -> String {
    let list = boards.map { board -> JSONValue in
      .object(known: [
        ("name", .string(board.name)), ("title", .string(board.title)),
        ("chip", .string(board.chip)),
        ("core", .string(board.core.name)), ("core_hz", .integer(board.clock.coreHertz)),
        ("cycle_counter", board.core.cycleCounter.map { .string($0) }),
        ("runs_images_only", .bool(board.runsImagesOnly)),
        ("baud", .integer(board.serial.baud)), ("serial", .string(board.serial.route)),
        (
          "memory",
          .array(
            board.memory.map { region in
              .object(known: [
                ("name", .string(region.name)), ("origin", .integer(Int(region.origin))),
                ("bytes", .integer(region.bytes)), ("kind", .string(region.kind.rawValue)),
                ("reserved_bytes", .integer(region.reservedBytes)),
              ])
            })
        ),
        ("timing_claims", .array((board.timingClaims ?? []).map(json))),
      ])
    }
    return JSONValue.object(known: [
      ("schema", .string("mcubench.boards/1")), ("boards", .array(list)),
    ]).text
  }

  private static func json(_ claims: BoardProfile.TimingClaims) -> JSONValue {
    .object(known: [
      ("timing_model", .string(claims.model)),
      (
        "checked",
        .array(
          claims.checked.map {
            .object(known: [("version", .string($0.version)), ("hash", .string($0.hash))])
          })
      ),
      ("ranking_limit_pct", .number(claims.rankingLimitPercent)),
      (
        "rows",
        .array(
          claims.rows.map { row in
            .object(known: [
              ("name", .string(row.name)), ("label", .string(row.label.rawValue)),
              ("total_error_pct", row.totalErrorPercent.map { .number($0) }),
              ("layer_error_pct", row.layerErrorPercent.map { .number($0) }),
              ("text", .string(row.text)),
            ])
          })
      ),
    ])
  }
}
