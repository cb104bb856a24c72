import BoardProfiles
import Failures
import Foundation
import Glibc
import ProcessTools
import ResultStore

/// One thing that the program needs or can use, and whether it is there.
package struct Finding: Hashable, Sendable, Codable {
  package let name: String
  package let state: State
  /// The version or the place, or what is wrong.
  package let detail: String
  /// The command that mends it, where something is missing.
  package let remedy: String?

  /// Whether it is there.
  package enum State: String, Hashable, Sendable, Codable {
    case present
    /// Missing, and nothing that works here now needs it.
    case absent
    /// Missing, and some command needs it.
    case missing
  }

  package init(name: String, state: State, detail: String, remedy: String? = nil) {
    self.name = name
    self.state = state
    self.detail = detail
    self.remedy = remedy
  }
}

/// Looks over the machine.
package struct Doctor: Sendable {
  private let places: Places
  private let home: String?
  private let surroundings: Workbench.Surroundings

  package init(home: String?, places: Places, surroundings: Workbench.Surroundings) {
    self.home = home
    self.places = places
    self.surroundings = surroundings
  }

  /// Everything that was looked at, in the order that people read it.
  package func findings() async -> [Finding] {
    var findings: [Finding] = []
    var boards: [BoardProfile] = []
    do {
      let workbench = try Workbench(home: home, places: places, surroundings: surroundings)
      boards = try workbench.boards()
      findings.append(
        Finding(
          name: "board profiles", state: .present,
          detail: boards.map(\.name).joined(separator: ", ") + " in " + workbench.files.boards))
    } catch {
      findings.append(
        Finding(
          name: "board profiles", state: .missing, detail: error.text, remedy: error.advice))
    }
    findings += await compilers(for: boards)
    findings.append(virtualBoard())
    findings.append(
      optionalProgram(
        "openocd", arguments: ["--version"], package: "openocd",
        purpose: "flashing over ST-Link comes in a later version"))
    findings.append(store())
    findings.append(directory("results", Self.parent(of: places.store), flag: "--store"))
    findings.append(directory("object cache", places.cache, flag: "--cache"))
    findings += serialPorts()
    return findings
  }

  private func compilers(for boards: [BoardProfile]) async -> [Finding] {
    var seen: Set<String> = []
    var findings: [Finding] = []
    for board in boards where seen.insert(board.toolchain.prefix).inserted {
      let name = board.toolchain.prefix + "gcc"
      let root = surroundings.temporaryDirectory
      let toolchain = GCCToolchain(buildRoot: root, cacheDirectory: nil)
      do {
        let version = try await toolchain.compilerVersion(
          toolPrefix: board.toolchain.prefix, packages: board.toolchain.debianPackages)
        findings.append(Finding(name: name, state: .present, detail: version))
      } catch {
        findings.append(
          Finding(name: name, state: .missing, detail: error.text, remedy: error.advice))
      }
    }
    return findings
  }

  private func virtualBoard() -> Finding {
    do {
      let workbench = try Workbench(home: home, places: places, surroundings: surroundings)
      let path = try workbench.virtualBoardProgram(for: "board")
      guard let version = Self.firstLine(of: path, ["--version"]) else {
        return Finding(
          name: "mcubench-vboard", state: .missing, detail: "\(path) does not run",
          remedy: "sudo apt-get install libunicorn-dev")
      }
      return Finding(
        name: "mcubench-vboard", state: .present, detail: "\(version), with Unicorn, at \(path)")
    } catch {
      return Finding(
        name: "mcubench-vboard", state: .missing, detail: error.text, remedy: error.advice)
    }
  }

  private func optionalProgram(
    _ name: String, arguments: [String], package: String, purpose: String
  ) -> Finding {
    for directory in (surroundings.environment["PATH"] ?? "").split(separator: ":") {
      let path = "\(directory)/\(name)"
      guard access(path, X_OK) == 0, let version = Self.firstLine(of: path, arguments) else {
        continue
      }
      return Finding(name: name, state: .present, detail: version)
    }
    return Finding(
      name: name, state: .absent, detail: "not installed; \(purpose)",
      remedy: "sudo apt-get install \(package)")
  }

  private func store() -> Finding {
    guard access(places.store, F_OK) == 0 else {
      return Finding(
        name: "SQLite", state: .present,
        detail: "\(ResultStore.libraryVersion); no results yet at \(places.store)")
    }
    do {
      let store = try ResultStore(path: places.store, ifAbsent: .fail)
      let count = try store.runs().count
      try store.close()
      return Finding(
        name: "SQLite", state: .present,
        detail: "\(ResultStore.libraryVersion); \(count) runs in \(places.store)")
    } catch {
      return Finding(name: "SQLite", state: .missing, detail: error.text, remedy: error.advice)
    }
  }

  private func directory(_ name: String, _ path: String, flag: String) -> Finding {
    Files.isWritable(path)
      ? Finding(name: name, state: .present, detail: "\(path) can be written to")
      : Finding(
        name: name, state: .missing, detail: "\(path) cannot be written to",
        remedy: "choose another place with \(flag)")
  }

  private func serialPorts() -> [Finding] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []
    let ports = names.filter { $0.hasPrefix("ttyACM") || $0.hasPrefix("ttyUSB") }.sorted()
    guard !ports.isEmpty else {
      return [
        Finding(
          name: "serial ports", state: .absent,
          detail: "none attached; virtual boards need none",
          remedy: "attach a board by USB to measure on it")
      ]
    }
    return ports.map { port in
      let path = "/dev/" + port
      return access(path, R_OK | W_OK) == 0
        ? Finding(name: "serial port", state: .present, detail: "\(path) can be opened")
        : Finding(
          name: "serial port", state: .missing, detail: "\(path) may not be opened",
          remedy: "sudo usermod -aG dialout $USER, then log in again")
    }
  }

  /// The first line that a program prints, or `nil` when it does not run or fails.
  private static func firstLine(of program: String, _ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return text.split(separator: "\n").first.map(String.init)
  }

  private static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }
}

extension Error {
  /// What failed, for people.
  fileprivate var text: String { (self as? any Failure)?.summary ?? String(describing: self) }
  /// What to do next, for people.
  fileprivate var advice: String? { (self as? any Failure)?.remedy }
}
