import ArgumentParser
import Failures
import Reports
import Workbench

/// `mcubench doctor`: what is installed, what is missing, and what mends it.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look over this machine: what is installed, what is missing, what mends it.",
    discussion: "Exit status 1 says that something that a command needs is missing.")

  @Flag(help: "Print JSON instead of the list.")
  var json = false

  @OptionGroup var workbench: WorkbenchOptions

  func run() async throws {
    let doctor = Doctor(
      home: workbench.home, places: workbench.places, surroundings: workbench.surroundings)
    let findings = await doctor.findings()
    try Terminal.writeResult(json ? Self.document(findings) : Self.text(findings))
    let missing = findings.filter { $0.state == .missing }
    if !missing.isEmpty {
      throw SomethingMissing(names: missing.map(\.name), remedy: missing.compactMap(\.remedy).first)
    }
  }

  private static func text(_ findings: [Finding]) -> String {
    findings.map { finding in
      let mark =
        switch finding.state {
        case .present: "ok      "
        case .absent: "absent  "
        case .missing: "missing "
        }
      return "\(mark) \(finding.name): \(Terminal.harmless(finding.detail))\n"
        + (finding.remedy.map { "         try: \($0)\n" } ?? "")
    }.joined()
  }

  private static func document(_ findings: [Finding]) -> String {
    let list = findings.map { finding -> JSONValue in
      .object(known: [
        ("name", .string(finding.name)), ("state", .string(finding.state.rawValue)),
        ("detail", .string(finding.detail)),
        ("remedy", finding.remedy.map { JSONValue.string($0) }),
      ])
    }
    return JSONValue.object(known: [
      ("schema", .string("mcubench.doctor/1")), ("findings", .array(list)),
    ]).text
  }
}

/// Something that a command needs is not there.
struct SomethingMissing: Failure, Hashable {
  let names: [String]
  let remedy: String?

  var summary: String { "missing: " + names.joined(separator: ", ") }
}
