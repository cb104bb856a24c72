import Measurements

/// The table that TensorFlow Lite Micro's `MicroProfiler::LogCsv` prints: `"Event","Tag","Ticks"`,
/// then a line an event.
///
/// Several tables in one file are several runs of one model.
enum ProfilerTable {
  private static let header = "Event,Tag,Ticks"
  /// More than any network that a microcontroller holds.
  static let mostEvents = 10_000
  static let mostTables = 10_000

  static func isOne(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(4096), as: UTF8.self)
    return start.split(whereSeparator: \.isNewline).contains { isHeader(String($0)) }
  }

  private static func isHeader(_ line: String) -> Bool {
    line.filter { $0 != "\"" && $0 != " " } == header
  }

  /// An event's name and how long it took.
  private struct Event {
    let tag: String
    let ticks: UInt64
  }

  static func figures(
    _ bytes: [UInt8], path: String
  ) throws(ImportError) -> ForeignRun.Figures {
    let tables = try tables(in: bytes, path: path)
    guard let first = tables.first, !first.isEmpty else {
      throw ImportError(path: path, reason: .noEvents)
    }
    for (place, table) in tables.enumerated() where table.map(\.tag) != first.map(\.tag) {
      throw ImportError(path: path, reason: .otherEvents(table: place + 1))
    }
    guard tables.contains(where: { $0.contains { $0.ticks > 0 } }) else {
      throw ImportError(path: path, reason: .frozenTimer)
    }
    var figures = ForeignRun.Figures(counter: "ticks of the profiler")
    figures.layers = first.enumerated().map { layer(at: $0.offset, tag: $0.element.tag) }
    figures.passes = [
      PassSamples(kind: .layer, warmupRuns: 0, runs: tables.map { $0.map(\.ticks) })
    ]
    return figures
  }

  private static func tables(
    in bytes: [UInt8], path: String
  ) throws(ImportError) -> [[Event]] {
    func failing(_ number: Int, _ problem: String) -> ImportError {
      ImportError(path: path, reason: .badLine(number: number, problem: problem))
    }
    var tables: [[Event]] = []
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (place, line) in lines.enumerated() {
      let bare = line.last == 0x0D ? line.dropLast() : line
      guard bare.count <= 1024 else { throw failing(place + 1, "it is too long for an event") }
      let text = String(decoding: bare, as: UTF8.self)
      if text.allSatisfy({ $0 == " " || $0 == "\t" }) { continue }
      if isHeader(text) {
        guard tables.count < mostTables else {
          throw ImportError(path: path, reason: .tooMany(what: "tables", limit: mostTables))
        }
        tables.append([])
        continue
      }
      guard var table = tables.popLast() else {
        throw failing(place + 1, "it stands before the table")
      }
      guard table.count < mostEvents else {
        throw ImportError(path: path, reason: .tooMany(what: "events", limit: mostEvents))
      }
      table.append(try event(text, number: place + 1, expected: table.count, path: path))
      tables.append(table)
    }
    return tables
  }

  private static func event(
    _ text: String, number: Int, expected: Int, path: String
  ) throws(ImportError) -> Event {
    func failing(_ problem: String) -> ImportError {
      ImportError(path: path, reason: .badLine(number: number, problem: problem))
    }
    let fields = text.split(separator: ",", omittingEmptySubsequences: false).map { field in
      String(field.drop { $0 == " " })
    }
    guard fields.count == 3 else { throw failing("an event has three fields") }
    guard let place = Int(fields[0]), place == expected else {
      throw failing("the event's number is not \(expected)")
    }
    let tag =
      fields[1].hasPrefix("\"") && fields[1].hasSuffix("\"") && fields[1].count > 1
      ? String(fields[1].dropFirst().dropLast()) : fields[1]
    guard isTag(tag) else { throw failing("'\(fields[1])' is no operator's name") }
    if fields[2].hasPrefix("-") {
      throw failing("a negative count: the profiler's 32 bits were too few")
    }
    guard let ticks = UInt64(fields[2]), ticks <= UInt64(UInt32.max) else {
      throw failing("'\(fields[2])' is no count of ticks")
    }
    return Event(tag: tag, ticks: ticks)
  }

  private static func isTag(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || "_-:./ ".utf8.contains(byte)
      }
  }

  private static func layer(at index: Int, tag: String) -> LayerRecord {
    LayerRecord(
      index: index,
      identity: LayerIdentity(
        nodeIndex: index, name: "", outputTensor: nil, operatorName: tag, operatorVersion: 0),
      shapes: LayerShapes(),
      costs: LayerCosts(
        macCount: 0, parameterCount: 0, weightBytes: 0, biasBytes: 0, inputBytes: 0, outputBytes: 0,
        scratchBytes: nil, liveRAMBytes: nil, isPeak: false),
      placement: LayerPlacement(weights: nil, activationIn: nil, activationOut: nil, code: nil),
      path: LayerPath(kernelSymbol: nil, code: .generic), window: index)
  }
}
