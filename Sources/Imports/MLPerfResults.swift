import FoundationEssentials
import Measurements

/// Results of an MLPerf Tiny run: the list that the suite's own runner writes as `results.json`, or
/// `mcubench.mlperf/1`, which holds that list and more.
enum MLPerfResults {
  static let mostEntries = 100_000

  /// What is read of `mcubench.mlperf/1`.
  private struct Document: Decodable {
    let schema: String
    let benchmark: String?
    let evidence: String?
    let timingModel: Model?
    let device: Device?
    let shortened: Bool?
    let results: [Entry]

    struct Model: Decodable {
      let name: String
      let version: String
      let parameterHash: String?
    }

    struct Device: Decodable {
      let uniqueId: String?
      let coreHertz: Int?
    }
  }

  /// One `infer` of the device.
  private struct Entry: Decodable {
    let infer: Inference
    /// `p` for performance, `a` for accuracy; the suite's runner leaves it out.
    let mode: String?
    let evidence: String?

    struct Inference: Decodable {
      /// Microseconds of all iterations; missing in energy mode.
      let elapsedTime: Double?
      let iterations: Int?
      let warmups: Int?
    }
  }

  static func figures(
    _ bytes: [UInt8], path: String, naming: ImportNaming
  ) throws(ImportError) -> ForeignRun.Figures {
    func failing(_ reason: ImportError.Reason) -> ImportError {
      ImportError(path: path, reason: reason)
    }
    let (document, entries) = try decode(bytes, path: path)
    guard entries.count <= mostEntries else {
      throw failing(.tooMany(what: "entries", limit: mostEntries))
    }
    for said in [document?.evidence].compactMap(\.self) + entries.compactMap(\.evidence)
    where said != naming.evidence.rawValue {
      throw failing(
        .contradiction("it calls its times \(said), not \(naming.evidence.rawValue)"))
    }
    if let hertz = document?.device?.coreHertz, hertz != naming.clockHertz {
      throw failing(.contradiction("it gives a core clock of \(hertz) Hz"))
    }
    let timed = entries.filter { $0.infer.elapsedTime != nil && $0.infer.iterations != nil }
    // Single inferences of the accuracy mode are times as well, where there are no others.
    let windows = timed.contains { $0.mode != "a" } ? timed.filter { $0.mode != "a" } : timed
    guard !windows.isEmpty else { throw failing(.noTimes) }
    var figures = ForeignRun.Figures(counter: "microseconds of windows, by the named clock")
    figures.modelName = document?.benchmark.map { String($0.prefix(64)) }
    figures.uniqueID = try uniqueID(document?.device?.uniqueId, naming, path: path)
    figures.timingModel = document?.timingModel.map {
      TimingModel(
        name: $0.name, version: $0.version, parameterHash: $0.parameterHash,
        claim: .nothing("imported: what the cycles may claim there was not recorded"))
    }
    figures.warmupRuns = windows.first?.infer.warmups.flatMap {
      (0...1_000_000).contains($0) ? $0 : nil
    }
    var runs: [[UInt64]] = []
    for (place, window) in windows.enumerated() {
      guard let cycles = cycles(window.infer, hertz: naming.clockHertz) else {
        throw failing(.badJSON(problem: "entry \(place) has a time that no inference takes"))
      }
      runs.append([cycles])
    }
    figures.passes = [PassSamples(kind: .clean, warmupRuns: figures.warmupRuns ?? 0, runs: runs)]
    if document?.shortened == true {
      figures.issues.append(
        Issue(
          code: "mlperf_shortened", severity: .degraded,
          text: "the windows were shorter than the benchmark's rules ask for"))
    }
    return figures
  }

  /// The mean cycles of an inference of the window.
  private static func cycles(_ inference: Entry.Inference, hertz: Int) -> UInt64? {
    guard let elapsed = inference.elapsedTime, let iterations = inference.iterations,
      elapsed.isFinite, elapsed > 0, elapsed < 1e15, (1...1_000_000_000).contains(iterations)
    else { return nil }
    let cycles = (elapsed * Double(hertz) / 1e6 / Double(iterations)).rounded()
    return cycles >= 1 && cycles < 0x1p62 ? UInt64(cycles) : nil
  }

  /// A virtual chip's unique id spells MCUBVIRT; nothing that ran there was measured.
  private static func uniqueID(
    _ text: String?, _ naming: ImportNaming, path: String
  ) throws(ImportError) -> String? {
    guard let text = text?.lowercased(), !text.isEmpty else { return nil }
    guard text.utf8.count <= 64,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else {
      throw ImportError(path: path, reason: .badJSON(problem: "device.unique_id is no number"))
    }
    if naming.evidence == .measured, text.hasPrefix("4d43554256495254") {
      throw ImportError(
        path: path, reason: .contradiction("its device is a virtual board: nothing was measured"))
    }
    return text
  }

  private static func decode(
    _ bytes: [UInt8], path: String
  ) throws(ImportError) -> (Document?, [Entry]) {
    let data = Data(bytes)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
        return (nil, try decoder.decode([Entry].self, from: data))
      }
      let document = try decoder.decode(Document.self, from: data)
      guard document.schema == "mcubench.mlperf/1" else {
        throw ImportError(
          path: path, reason: .badJSON(problem: "its schema is not mcubench.mlperf/1"))
      }
      return (document, document.results)
    } catch let error as ImportError {
      throw error
    } catch {
      throw ImportError(path: path, reason: .badJSON(problem: text(error)))
    }
  }

  private static func text(_ error: any Error) -> String {
    func dotted(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      return "\(dotted(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(dotted(context.codingPath)) has a value of the wrong kind"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "\(dotted(context.codingPath)) has a value that no results have"
    default: return "it is no JSON"
    }
  }
}
