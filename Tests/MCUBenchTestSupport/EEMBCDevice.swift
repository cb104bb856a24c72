/// A device under test of MLPerf Tiny, played by the rules of the suite's own firmware.
///
/// Its clock moves by what its inferences take and by nothing else.
package struct EEMBCDevice: Sendable {
  package var name = "fake"
  package var profile = "ULPMark for tinyML Firmware V0.0.1"
  package var model = "vww01"
  package var microsecondsPerInference = 57_246.0
  /// The clock, of which the stamps show the low 32 bits.
  package var microseconds = 1_000_000.0
  /// The numbers for an input, as text.
  package var results: @Sendable (_ input: [UInt8]) -> String = { _ in "0.906,0.094" }
  /// What it says to a command instead of the usual lines; `nil` hangs up.
  package var answer: (@Sendable (_ command: String, _ usual: [String]) -> [String]?)?
  /// What it answers to `mcub`, which other firmware than this project's does not know.
  package var own: [String]?
  /// What ends its lines.
  package var lineEnd = "\r\n"
  /// The commands that came, without `db` ones that carry input.
  package private(set) var commands: [String] = []
  /// The input that was sent last.
  package private(set) var input: [UInt8] = []
  /// Inputs that were sent whole.
  package private(set) var loadCount = 0
  package private(set) var hasHungUp = false
  /// The longest command that came, in characters.
  package private(set) var longestCommand = 0

  private var command: [UInt8] = []
  private var expected = 0

  package init() {}

  /// A device whose inputs are small, so that tests with many of them stay short.
  package static var keywords: EEMBCDevice {
    var device = EEMBCDevice()
    (device.model, device.microsecondsPerInference) = ("kws01", 18_418)
    device.results = { _ in "0,0,0,0,0,0.929,0,0,0,0,0,0.066" }
    return device
  }

  /// What it says by itself after a reset.
  package var startUp: [UInt8] {
    text(["m-timestamp-mode-performance", "m-lap-us-0", "m-init-done", "m-ready"])
  }

  /// Takes bytes and gives what it sends back.
  package mutating func receive(_ bytes: [UInt8]) -> [UInt8] {
    var sent: [UInt8] = []
    for byte in bytes where !hasHungUp {
      guard byte == UInt8(ascii: "%") else {
        command.append(byte)
        continue
      }
      let words = String(decoding: command, as: UTF8.self)
      longestCommand = max(longestCommand, command.count)
      command = []
      let usual = usualAnswer(to: words) + ["m-ready"]
      guard let answer else {
        sent += text(usual)
        continue
      }
      if let lines = answer(words, usual) { sent += text(lines) } else { hasHungUp = true }
    }
    return sent
  }

  private func text(_ lines: [String]) -> [UInt8] {
    lines.flatMap { Array(($0 + lineEnd).utf8) }
  }

  private mutating func usualAnswer(to command: String) -> [String] {
    let words = command.split(separator: " ").map(String.init)
    if words.first != "db" || words.dropFirst().first == "load" { commands.append(command) }
    switch words.first {
    case "name": return ["m-name-dut-[\(name)]"]
    case "profile": return ["m-profile-[\(profile)]", "m-model-[\(model)]"]
    case "timestamp": return [stamp]
    case "db" where words.count == 3 && words[1] == "load":
      expected = Int(words[2]) ?? 0
      input = []
      return ["m-[Expecting \(expected) bytes]"]
    case "db" where words.count == 2: return take(words[1])
    case "infer" where words.count == 3: return infer(Int(words[1]) ?? 0, Int(words[2]) ?? 0)
    case "mcub": return own ?? ["e-[Unknown command: mcub]"]
    case "results": return ["m-results-[\(results(input))]"]
    default: return ["e-[Unknown command: \(words.first ?? "")]"]
    }
  }

  private var stamp: String { "m-lap-us-\(UInt32(truncatingIfNeeded: UInt64(microseconds)))" }

  private mutating func take(_ digits: String) -> [String] {
    guard digits.count.isMultiple(of: 2) else { return ["e-[Insufficent number of hex digits]"] }
    let characters = Array(digits)
    for place in stride(from: 0, to: characters.count, by: 2) {
      guard let byte = UInt8(String(characters[place...place + 1]), radix: 16) else {
        return ["e-[Invalid hex digit]"]
      }
      input.append(byte)
      if input.count == expected {
        loadCount += 1
        return ["m-load-done"]
      }
    }
    return []
  }

  private mutating func infer(_ count: Int, _ warmups: Int) -> [String] {
    guard count > 0 else { return ["e-[Inference iterations must be >0]"] }
    microseconds += Double(warmups) * microsecondsPerInference
    let start = stamp
    microseconds += Double(count) * microsecondsPerInference
    return [
      "m-warmup-start-\(warmups)", "m-warmup-done", "m-infer-start-\(count)", start, stamp,
      "m-infer-done", "m-results-[\(results(input))]",
    ]
  }
}
