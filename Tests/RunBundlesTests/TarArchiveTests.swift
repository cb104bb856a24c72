import MCUBenchTestSupport
import Measurements
import RunBundles
import Testing

@Suite struct TarArchiveTests {
  static let bytes = TarArchive.bytes(of: RunBundleTests.bundle())

  static func reason(_ bytes: [UInt8]) -> BundleError.Reason? {
    do throws(BundleError) {
      _ = try TarArchive.bundle(bytes, path: "b.tar")
      return nil
    } catch {
      return error.reason
    }
  }

  /// The archive with fields of the first header overwritten, its sum right again.
  static func header(_ fields: [(Int, String)]) -> [UInt8] {
    var bytes = bytes
    for (place, text) in fields {
      for (offset, byte) in text.utf8.enumerated() { bytes[place + offset] = byte }
    }
    for place in 148..<156 { bytes[place] = 32 }
    let sum = String(bytes[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
    let digits = String(repeating: "0", count: 6 - sum.count) + sum + "\0 "
    for (offset, byte) in digits.utf8.enumerated() { bytes[148 + offset] = byte }
    return bytes
  }

  @Test func findsEveryCut() {
    let step = max(1, Self.bytes.count / 200)
    for length in stride(from: 0, to: Self.bytes.count, by: step) {
      #expect(Self.reason(Array(Self.bytes[..<length])) == .truncated, "cut at \(length)")
    }
    #expect(Self.reason(Self.bytes) == nil)
    // Other programs fill the last record with zeros.
    #expect(Self.reason(Self.bytes + Array(repeating: 0, count: 8192)) == nil)
    #expect(
      Self.reason(Self.bytes + [1]) == .badArchive(problem: "something follows its end"))
  }

  static let badNames: [(String, BundleError.Reason)] = [
    ("../../x\0", BundleError.Reason.unsafeName("../../x")),
    ("/etc/passwd\0", .unsafeName("/etc/passwd")),
    ("a/manifest.json\0", .unsafeName("a/manifest.json")),
    ("..\0", .unsafeName("..")), ("./../run.json\0", .unsafeName("./../run.json")),
    ("notes.txt\0", .extraFile("notes.txt")), ("run.json\0\0\0\0\0", .duplicateFile("run.json")),
    ("\0\0\0\0\0\0\0\0\0\0\0\0\0", .extraFile("")),
  ]

  @Test(arguments: badNames)
  func refusesNamesThatNoBundleHas(_ name: String, _ reason: BundleError.Reason) {
    #expect(Self.reason(Self.header([(0, name)])) == reason)
  }

  @Test(arguments: [
    ("1", BundleError.Reason.link("manifest.json")), ("2", .link("manifest.json")),
    ("3", .notAFile("manifest.json")), ("4", .notAFile("manifest.json")),
    ("6", .notAFile("manifest.json")), ("5", .unsafeName("manifest.json")),
    ("x", .badArchive(problem: "an entry is of no kind that a bundle has")),
    ("L", .badArchive(problem: "an entry is of no kind that a bundle has")),
  ])
  func refusesLinksDevicesAndExtensions(_ type: String, _ reason: BundleError.Reason) {
    #expect(Self.reason(Self.header([(156, type)])) == reason)
  }

  @Test(arguments: [
    ("77777777777", BundleError.Reason.truncated),
    ("-0000000001", .badArchive(problem: "a size is no number")),
    ("\u{1}0000000000", .badArchive(problem: "a size is no number")),
    ("0000000009 ", .badArchive(problem: "a size is no number")),
  ])
  func refusesSizesThatCannotBe(_ size: String, _ reason: BundleError.Reason) {
    #expect(Self.reason(Self.header([(124, size)])) == reason)
  }

  @Test func refusesABrokenHeader() {
    var bytes = Self.bytes
    bytes[3] ^= 1
    #expect(Self.reason(bytes) == .badArchive(problem: "a header's sum is wrong"))
    #expect(Self.reason(Self.header([(257, "pax  ")])) == .badArchive(problem: "it is not ustar"))
    #expect(Self.reason(Array(repeating: 0xFF, count: 4096)) != nil)
    #expect(Self.reason([]) == .truncated)
  }

  /// Any byte may be any other: nothing crashes, and what changes the bundle is found.
  @Test func survivesEveryFlippedByteOfTheHeaders() throws {
    var generator = SplitMix(state: 7)
    let bundle = RunBundleTests.bundle()
    for _ in 0..<300 {
      var bytes = Self.bytes
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
        UInt8.random(in: .min ... .max, using: &generator)
      guard let read = try? TarArchive.bundle(bytes, path: "b"),
        let contents = try? read.verified(path: "b", program: RunBundleTests.program)
      else { continue }
      #expect(RunBundleTests.bundle(contents.run) == bundle)
    }
  }
}
