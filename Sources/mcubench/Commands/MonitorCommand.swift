import ArgumentParser
import Reports
import Synchronization
import WireRecords
import Workbench

/// `mcubench monitor`: what a board's serial line carries, as text.
struct MonitorCommand: AsyncParsableCommand {
  /// What can be sent.
  enum Message: String, ExpressibleByArgument, CaseIterable {
    case hello
  }

  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract: "Show what a board sends over its serial line, a line a record.",
    discussion: """
      Text between the records is shown as text. Ctrl-C ends it; what the line has lost is told \
      then. A device that goes away is waited for.
      """)

  @Option(help: ArgumentHelp("The board's profile; see 'mcubench boards'.", valueName: "name"))
  var board: String

  @Option(help: ArgumentHelp("The serial port, instead of the probe's own.", valueName: "device"))
  var port: String?

  @Option(
    help: ArgumentHelp(
      "The probe whose port it is: its serial, its place usb:1-2.3, or a name in the rig file.",
      discussion: "Needed where several probes fit the board.", valueName: "probe"))
  var probe: String?

  @OptionGroup var rig: RigOption

  @Option(help: ArgumentHelp("The speed, instead of the firmware's own.", valueName: "baud"))
  var baud: Int?

  @Option(
    help: ArgumentHelp("Send hello: the firmware says what it is, and then beats each second."))
  var send: Message?

  @Flag(help: "Pass the bytes through as they come.")
  var raw = false

  @Flag(help: "Print JSON, an object a line.")
  var json = false

  @OptionGroup var workbench: WorkbenchOptions

  func validate() throws {
    if raw, json { throw ValidationError("--raw and --json exclude each other") }
    if let baud, baud < 1 { throw ValidationError("--baud takes a positive number") }
    if port != nil, probe != nil { throw ValidationError("--port and --probe exclude each other") }
  }

  func run() async throws {
    let bench = try workbench.workbench()
    let listener = Listener(isRaw: raw, isJSON: json)
    try await bench.monitor(
      MonitorRequest(
        board: board, probe: ProbeRequest(probe: probe, port: port, rig: rig.rig), baud: baud,
        sendsHello: send == .hello)
    ) { try listener.take($0) }
    try listener.finish()
  }

  /// Turns what is heard into lines.
  private final class Listener: Sendable {
    private struct State {
      var receiver = RecordReceiver()
      var recordCount = 0
    }

    private let isRaw: Bool
    private let isJSON: Bool
    private let state = Mutex(State())

    init(isRaw: Bool, isJSON: Bool) {
      self.isRaw = isRaw
      self.isJSON = isJSON
    }

    func take(_ event: MonitorEvent) throws {
      switch event {
      case .opened(let path, let baud):
        Terminal.note("listening on \(Terminal.harmless(path)) at \(baud) baud; Ctrl-C ends it")
      case .hungUp(let isAwaited):
        Terminal.note("the line hung up" + (isAwaited ? "; waiting for it to come back" : ""))
      case .bytes(let bytes, _) where isRaw:
        try Terminal.writeBytes(bytes)
      case .bytes(let bytes, let time):
        let items = state.withLock { state in
          let items = state.receiver.items(in: bytes)
          state.recordCount += items.count { if case .record = $0 { true } else { false } }
          return items
        }
        for item in items {
          let seconds = (time.inSeconds * 1000).rounded() / 1000
          try Terminal.writeResult(
            isJSON
              ? RecordText.object(for: item, seconds: seconds).compactText
              : RecordText.line(for: item, seconds: seconds))
        }
      }
    }

    /// Tells what the line has lost.
    func finish() throws {
      if isRaw { return }
      let (statistics, count) = state.withLock { ($0.receiver.statistics, $0.recordCount) }
      if isJSON {
        try Terminal.writeResult(
          RecordText.summaryObject(statistics, records: count).compactText)
      } else {
        Terminal.note(RecordText.summary(statistics, records: count))
      }
    }
  }
}

extension Duration {
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
