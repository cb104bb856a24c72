import ContentHash
import Failures
import Foundation
import MCUBenchTestSupport
import Measurements
import RunBundles
import Testing

@Suite struct RunBundleTests {
  typealias Run = Measurements.Measurement

  static let program = "mcubench 0.1.0"
  static let model = Array("a model's bytes".utf8)

  static func bundle(_ run: Run = .example(), model: [UInt8]? = nil) -> RunBundle {
    RunBundle(of: run, model: model, program: program)
  }

  /// A run of the model above.
  static var runOfModel: Run {
    let run = Run.example()
    let bytes =
      RunBundle(of: run, model: nil, program: program).files
      .first { $0.kind == .record }?.bytes ?? []
    let text = String(decoding: bytes, as: UTF8.self).replacingOccurrences(
      of: String(repeating: "ab", count: 32), with: SHA256Digest(of: model).hexadecimal)
    return (try? JSONDecoder().decode(Run.self, from: Data(text.utf8))) ?? run
  }

  static func reason(
    _ bundle: RunBundle, program: String = Self.program
  ) -> BundleError.Reason? {
    do throws(BundleError) {
      _ = try bundle.verified(path: "b", program: program)
      return nil
    } catch {
      return error.reason
    }
  }

  /// The bundle with a file changed or, for `nil`, left out; the manifest as it was or made to fit.
  static func changed(
    _ bundle: RunBundle, _ kind: RunBundle.Kind, fits: Bool = false,
    _ change: ([UInt8]) -> [UInt8]?
  ) -> RunBundle {
    var files = bundle.files.compactMap { file -> RunBundle.File? in
      guard file.kind == kind else { return file }
      return change(file.bytes).map { RunBundle.File(kind: kind, bytes: $0) }
    }
    if fits, let place = files.firstIndex(where: { $0.kind == .manifest }),
      let before = bundle.files.first(where: { $0.kind == kind }),
      let after = files.first(where: { $0.kind == kind })
    {
      let text = String(decoding: files[place].bytes, as: UTF8.self)
        .replacingOccurrences(
          of: SHA256Digest(of: before.bytes).hexadecimal,
          with: SHA256Digest(of: after.bytes).hexadecimal
        ).replacingOccurrences(
          of: "\"name\": \"\(kind.rawValue)\",\n      \"bytes\": \(before.bytes.count)",
          with: "\"name\": \"\(kind.rawValue)\",\n      \"bytes\": \(after.bytes.count)")
      files[place] = RunBundle.File(kind: .manifest, bytes: Array(text.utf8))
    }
    return RunBundle(files: files)
  }

  static let runs: [Run] = [
    .example(), .example(timingModel: .exampleChecked), .example(mismatches: [.example]),
    .example(clean: [0, .max, 21_600], layer: [5, 4_000_000_000_000, 6]),
    .example(modelName: "a'); DROP TABLE run; --\u{0}\u{202E}\n\"x\""),
    Run.example(timingModel: .exampleChecked).droppingSamples(
      at: Timestamp(unixMilliseconds: 1_800_000_000_000)),
  ]

  @Test(arguments: runs)
  func givesBackTheRunAndTheSameBytes(_ run: Run) throws {
    let bundle = Self.bundle(run)
    for read in [bundle, try TarArchive.bundle(TarArchive.bytes(of: bundle), path: "b.tar")] {
      let contents = try read.verified(path: "b", program: Self.program)
      #expect(contents.run == run)
      #expect(contents.run.validity == run.validity)
      #expect(contents.wereReadableFilesCompared)
      #expect(Self.bundle(contents.run) == bundle)
    }
  }

  @Test func carriesTheModelThatRan() throws {
    let run = Self.runOfModel
    let contents = try Self.bundle(run, model: Self.model).verified(
      path: "b", program: Self.program)
    #expect(contents.model == Self.model)
    #expect(
      Self.reason(Self.bundle(.example(), model: Self.model)) == .disagreement("model.tflite"))
  }

  @Test(arguments: RunBundle.Kind.allCases.filter { $0 != .manifest && $0 != .model })
  func findsEveryChange(_ kind: RunBundle.Kind) {
    let bundle = Self.bundle()
    let name = kind.rawValue
    #expect(Self.reason(Self.changed(bundle, kind) { _ in nil }) == .missingFile(name))
    #expect(
      Self.reason(
        Self.changed(bundle, kind) { bytes in bytes.dropLast() + [bytes[bytes.count - 1] ^ 1] })
        == .wrongDigest(name))
    guard case .wrongSize(name, _, _) = Self.reason(Self.changed(bundle, kind) { $0 + [10] }) else {
      Testing.Issue.record("a longer \(name) was taken")
      return
    }
    let twice = RunBundle(files: bundle.files + bundle.files.filter { $0.kind == kind })
    #expect(Self.reason(twice) == .duplicateFile(name))
  }

  @Test func findsAFileThatTheManifestDoesNotList() {
    let bundle = RunBundle(
      files: Self.bundle().files + [RunBundle.File(kind: .model, bytes: Self.model)])
    #expect(Self.reason(bundle) == .extraFile("model.tflite"))
  }

  /// Digests alone do not stop whoever writes them anew.
  @Test(arguments: [RunBundle.Kind.run, .layers, .samples])
  func findsFilesThatSayOtherThanTheRecord(_ kind: RunBundle.Kind) {
    let bundle = Self.changed(Self.bundle(), kind, fits: true) { bytes in
      Array(String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "2", with: "1").utf8)
    }
    #expect(Self.reason(bundle) == .disagreement(kind.rawValue))
  }

  @Test func leavesFilesOfAnotherVersionUncompared() throws {
    let contents = try Self.bundle().verified(path: "b", program: "mcubench 9")
    #expect(!contents.wereReadableFilesCompared)
  }

  @Test(arguments: [
    ("\"evidence\":\"simulated\"", "\"evidence\":\"measured\"", "measured cycles have no"),
    ("\"macCount\":31104", "\"macCount\":9223372036854775807", "macCount is a number"),
    ("\"peakLiveBytes\":1584", "\"peakLiveBytes\":17592186044417", "memory.peakLiveBytes is a"),
    ("\"kind\":\"clean\"", "\"kind\":\"layer\"", "a pass is there twice"),
    ("\"sha256\":\"abab", "\"sha256\":\"ABAB", "the model's SHA-256 is none"),
    ("\"runID\"", "\"runId\"", "runID is missing"),
    ("\"passes\":[", "\"passes\":[[],", "has a value of the wrong kind"),
  ])
  func refusesRecordsThatNoRunLeaves(_ old: String, _ new: String, _ words: String) {
    let bundle = Self.changed(Self.bundle(), .record, fits: true) { bytes in
      Array(String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: old, with: new).utf8)
    }
    guard case .badRecord(let problem) = Self.reason(bundle) else {
      Testing.Issue.record("\(new) was taken: \(String(describing: Self.reason(bundle)))")
      return
    }
    #expect(problem.contains(words))
  }

  @Test func takesNoVirtualBoardsCyclesForMeasured() {
    // The example's chip spells MCUBVIRT.
    guard case .badRecord = Self.reason(Self.bundle(.example(evidence: .measured))) else {
      Testing.Issue.record("simulated cycles went through as measured")
      return
    }
  }

  static let badManifests: [(String, BundleError.Reason)] = [
    ("", BundleError.Reason.badManifest(problem: "it is no JSON")),
    ("{}", .badManifest(problem: "schema is missing")),
    (#"{"schema":"mcubench.bundle/2"}"#, .otherSchema("mcubench.bundle/2")),
    (
      #"{"schema":"mcubench.bundle/1","program":"p","run_id":"a","evidence":"guessed","files":[]}"#,
      .badManifest(problem: "evidence has a value that no run has")
    ),
    (
      #"{"schema":"mcubench.bundle/1","program":"p","run_id":"a","evidence":"measured","#
        + #""files":[{"name":"../run.json","bytes":1,"sha256":""}]}"#, .unsafeName("../run.json")
    ),
    (
      #"{"schema":"mcubench.bundle/1","program":"p","run_id":"a","evidence":"measured","files":[]}"#,
      .extraFile("run.json")
    ),
  ]

  @Test(arguments: badManifests)
  func refusesManifestsThatItCannotTrust(_ text: String, _ reason: BundleError.Reason) {
    let bundle = Self.changed(Self.bundle(), .manifest) { _ in Array(text.utf8) }
    #expect(Self.reason(bundle) == reason)
  }

  @Test func refusesWhatHasNoManifest() {
    #expect(Self.reason(Self.changed(Self.bundle(), .manifest) { _ in nil }) == .noManifest)
    #expect(Self.reason(RunBundle(files: [])) == .noManifest)
  }

  @Test(arguments: [
    BundleError.Reason.noManifest, .badManifest(problem: "x"), .otherSchema("x"),
    .missingFile("x"), .extraFile("x"), .duplicateFile("x"), .unsafeName("x"), .link("x"),
    .notAFile("x"), .tooLarge("x", limit: 1), .wrongSize("x", expected: 1, found: 2),
    .wrongDigest("x"), .truncated, .badArchive(problem: "x"), .badRecord(problem: "x"),
    .disagreement("x"),
  ])
  func saysWhatToDoNext(_ reason: BundleError.Reason) {
    let error = BundleError(path: "\u{1B}[31mplace", reason: reason)
    #expect(error.summary.contains("nothing was imported"))
    #expect(!error.summary.contains("\u{1B}"))
    #expect(error.remedy?.isEmpty == false)
    #expect(error.exitStatus == .wrongInput)
  }
}
