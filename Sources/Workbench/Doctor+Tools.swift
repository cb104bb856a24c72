import BoardProfiles
import Foundation
import Hardware
import ProcessTools

/// Programs that others made, and the virtual board.
extension Doctor {
  func compilers(for boards: [BoardProfile]) async -> [Finding] {
    var seen: Set<String> = []
    var findings: [Finding] = []
    for setting in boards.compactMap(\.toolchain) where seen.insert(setting.prefix).inserted {
      let name = setting.prefix + "gcc"
      let toolchain = GCCToolchain(
        buildRoot: surroundings.temporaryDirectory, cacheDirectory: nil)
      func version(_ prefix: String) async throws -> String {
        try await toolchain.compilerVersion(
          toolPrefix: prefix, packages: setting.debianPackages)
      }
      var better: Finding?
      for other in setting.preferred ?? [] where better == nil {
        guard let found = try? await version(other.prefix) else { continue }
        better = Finding(name: other.prefix + "gcc", state: .present, detail: found)
      }
      do {
        findings.append(
          Finding(name: name, state: .present, detail: try await version(setting.prefix)))
      } catch {
        // A board of which there are several compilers is one that not every machine builds for.
        let missing = Finding(name: name, missing: error)
        if setting.preferred == nil {
          findings.append(missing)
        } else if better == nil {
          findings.append(
            Finding(name: name, state: .absent, detail: missing.detail, remedy: missing.remedy))
        }
      }
      if let better { findings.append(better) }
    }
    return findings
  }

  func virtualBoard() -> Finding {
    let name = "mcubench-vboard"
    do {
      let path = try workbench().virtualBoardProgram(for: "board")
      guard let version = Self.firstLine(of: path, ["--version"]) else {
        return Finding(
          name: name, state: .missing, detail: "\(path) does not run",
          remedy: "sudo apt-get install libunicorn-dev libcapstone-dev")
      }
      return Finding(name: name, state: .present, detail: "\(version), with Unicorn, at \(path)")
    } catch {
      return Finding(name: name, missing: error)
    }
  }

  /// What the board profiles flash with.
  func flashers(for boards: [BoardProfile]) async -> [Finding] {
    await debuggers(for: boards) + serialFlashers(for: boards)
  }

  private func serialFlashers(for boards: [BoardProfile]) async -> [Finding] {
    let flashed = boards.filter { $0.flashing.tool == .esptool }.map(\.name)
    guard !flashed.isEmpty, let workbench = try? workbench() else { return [] }
    do {
      let tool = try await workbench.espTool().installed()
      return [Finding(name: "esptool", state: .present, detail: "\(tool.name), at \(tool.path)")]
    } catch let reason as FlashError.Reason {
      let error = FlashError(board: "", probe: "", reason: reason)
      return [
        Finding(
          name: "esptool", state: .absent,
          detail: "\(error.cause); it flashes \(flashed.joined(separator: ", "))",
          remedy: error.remedy)
      ]
    } catch {
      return [Finding(name: "esptool", missing: error)]
    }
  }

  private func debuggers(for boards: [BoardProfile]) async -> [Finding] {
    let flashed = boards.filter { $0.flashing.tool == .openocd }.map(\.name)
    guard !flashed.isEmpty, let workbench = try? workbench() else { return [] }
    do {
      let tool = try await workbench.openOCD().installed()
      return [Finding(name: "openocd", state: .present, detail: "\(tool.name), at \(tool.path)")]
    } catch let reason as FlashError.Reason {
      let error = FlashError(board: "", probe: "", reason: reason)
      return [
        Finding(
          name: "openocd", state: .missing,
          detail: "\(error.cause); it flashes \(flashed.joined(separator: ", "))",
          remedy: error.remedy)
      ]
    } catch {
      return [Finding(name: "openocd", missing: error)]
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
}
