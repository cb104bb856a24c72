// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import Testing
import VirtualBoard

/// Images that others built answer the MLPerf Tiny device protocol, unmodified.
///
/// They lie where `MCUBENCH_MLPERF_IMAGES` says, in a folder a board: `f746/kws.bin`, `g0b1/kws.bin`.
/// The name up to a `_` or `-` is the benchmark, which tells the input's size.
@Suite(.enabled(if: ThirdPartyImage.folder != nil, "MCUBENCH_MLPERF_IMAGES names no directory"))
struct ThirdPartyImageTests {
  @Test func thereAreSome() {
    #expect(!ThirdPartyImage.all.isEmpty)
  }

  @Test(arguments: ThirdPartyImage.all) func answers(image: ThirdPartyImage) throws {
    let device = try Device(image)
    #expect(try device.text(until: "m-init-done\r\n").contains("m-timestamp-mode-performance"))
    _ = try device.text(until: Device.end)
    #expect(try device.answer(to: "name%").contains("m-name-dut-["))
    #expect(try device.answer(to: "profile%").contains("m-model-[\(image.benchmark)"))
    #expect(try device.answer(to: "timestamp%").contains("m-lap-us-"))
    #expect(
      try device.answer(to: "db load \(image.inputBytes)%").contains(
        "m-[Expecting \(image.inputBytes) bytes]"))
    var last = ""
    for start in stride(from: 0, to: image.inputBytes, by: 31) {
      let bytes = min(31, image.inputBytes - start)
      last = try device.answer(to: "db " + String(repeating: "3f", count: bytes) + "%")
    }
    #expect(last.contains("m-load-done"))
    let inferred = try device.answer(to: "infer 1 0%")
    #expect(inferred.contains("m-infer-done"))
    #expect(inferred.contains("m-results-["))
    #expect(try device.answer(to: "results%").contains("m-results-["))
  }
}

/// An image file with what it is for.
struct ThirdPartyImage: Sendable, CustomTestStringConvertible {
  let board: BoardModel
  let path: String

  var testDescription: String { "\(board.name)/\(name)" }
  private var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// `kws` of `kws.bin` and of `kws_max.bin`.
  var benchmark: String { String(name.prefix { $0.isLetter }) }

  /// Bytes that a host loads before an inference, by the benchmark's rules.
  var inputBytes: Int { ["ad": 2560, "ic": 3072, "kws": 490, "vww": 27_648][benchmark] ?? 0 }

  static let folder = ProcessInfo.processInfo.environment["MCUBENCH_MLPERF_IMAGES"]

  private static let folders = [(BoardModel.stm32f746g, "f746"), (.nucleoG0B1RE, "g0b1")]

  static let all: [ThirdPartyImage] = folders.flatMap { board, name in
    let place = "\(folder ?? "")/\(name)"
    let names = folder == nil ? nil : try? FileManager.default.contentsOfDirectory(atPath: place)
    return (names ?? []).filter { $0.hasSuffix(".bin") }.sorted()
      .map { ThirdPartyImage(board: board, path: "\(place)/\($0)") }
  }
}

/// A machine as the far end of its serial line sees it.
private final class Device {
  static let end = "m-ready\r\n"

  private let machine: Machine
  private var unread = ""
  /// Modelled time in which an answer has to come.
  private static let limitSeconds: UInt64 = 30

  init(_ image: ThirdPartyImage) throws {
    let file = [UInt8](try Data(contentsOf: URL(filePath: image.path)))
    machine = try Machine(
      image: BoardImage(file, for: image.board.chip),
      uniqueIdentifier: UniqueIdentifier(serial: "theirs"))
  }

  func answer(to command: String) throws -> String {
    #expect(machine.receive(Array(command.utf8)) == command.utf8.count)
    return try text(until: Self.end)
  }

  /// What the chip sends, up to and with `mark`.
  func text(until mark: String) throws -> String {
    let deadline = machine.cycles + Self.limitSeconds * machine.coreHertz
    while true {
      if let range = unread.range(of: mark) {
        let text = String(unread[..<range.upperBound])
        unread.removeSubrange(..<range.upperBound)
        return text
      }
      try #require(machine.cycles < deadline, "no \(mark.debugDescription) behind \(unread)")
      switch machine.run(cycles: 100_000) {
      case .budget: break
      case .idle, .sleeping: machine.advance(cycles: 1000)
      case let stop: throw Stopped(stop: stop)
      }
      unread += String(decoding: machine.takeSent(), as: UTF8.self)
    }
  }

  /// The core came to an end that it has no way back from.
  struct Stopped: Error {
    let stop: Machine.Stop
  }
}
