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
      do {
        let version = try await toolchain.compilerVersion(
          toolPrefix: setting.prefix, packages: setting.debianPackages)
        findings.append(Finding(name: name, state: .present, detail: version))
      } catch {
        findings.append(Finding(name: name, missing: error))
      }
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
