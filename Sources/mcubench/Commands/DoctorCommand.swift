import ArgumentParser
import Failures
import Reports
import Workbench

/// `mcubench doctor`: what is installed, what is missing, and what mends it.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look over this machine: what is installed, what is missing, what mends it.",
    discussion: """
      Exit status 1 says that something that a command needs is missing.

      With --fix, the udev rules are installed and you join the groups that probes and serial \
      ports belong to. Each command is printed before it is run, by root or by a sudo that asks \
      for no password; otherwise they are printed only. When one fails, the others are taken back.
      """)

  @Flag(help: "Install the udev rules and join the groups that probes and serial ports need.")
  var fix = false

  @Flag(help: "Print JSON instead of the list.")
  var json = false

  @Option(help: .hidden)
  var root: String?

  @OptionGroup var workbench: WorkbenchOptions

  func run() async throws {
    let surroundings = workbench.surroundings
    let doctor = Doctor(
      home: workbench.home, places: workbench.places, surroundings: surroundings,
      machine: Machine(root: root, environment: surroundings.environment))
    if fix { try await repair(doctor) }
    let findings = await doctor.findings()
    try Terminal.writeResult(json ? Self.document(findings) : Self.text(findings))
    let missing = findings.filter { $0.state == .missing }
    if !missing.isEmpty {
      throw SomethingMissing(names: missing.map(\.name), remedy: missing.compactMap(\.remedy).first)
    }
  }

  private func repair(_ doctor: Doctor) async throws {
    let repair = try doctor.repair()
    guard !repair.steps.isEmpty else {
      return Terminal.note("nothing to fix here")
    }
    let rights = await doctor.rights()
    guard rights != .none else {
      for step in repair.steps { try Terminal.writeResult("sudo \(step.line)") }
      throw RootNeeded()
    }
    try await repair.perform(with: rights, searchPath: doctor.repairPath) { step in
      Terminal.note("\(step.purpose): \(rights == .sudo ? "sudo -n " : "")\(step.line)")
    }
    if let afterwards = repair.afterwards { Terminal.note(afterwards) }
  }

  private static func text(_ findings: [Finding]) -> String {
    findings.map { finding in
      let mark =
        switch finding.state {
        case .present: "ok      "
        case .outdated: "old     "
        case .inUse: "in use  "
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

/// Only root can do what was asked for.
struct RootNeeded: Failure, Hashable {
  var summary: String { "only root can mend this; nothing was changed" }
  var remedy: String? { "run the commands above, or 'sudo mcubench doctor --fix'" }
}
