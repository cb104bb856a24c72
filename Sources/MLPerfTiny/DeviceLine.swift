/// A line that a device under test sends.
///
/// Bytes that no text has are skipped, and so is what stands before a message on its line: the rest
/// of a boot loader's text, or noise.
package enum DeviceLine: Hashable, Sendable {
  /// The end of every answer, and of the start-up.
  case ready
  case startUpDone
  /// Whether times come as messages: `performance`, or `energy` where a pin pulses instead.
  case timestampMode(String)
  case name(String)
  case profile(String)
  case model(String)
  /// A time stamp of the device's own clock.
  case lap(microseconds: UInt64)
  /// So many bytes of input are expected.
  case expecting(byteCount: Int)
  case loadDone
  case warmupStart(count: Int)
  case warmupDone
  case inferenceStart(count: Int)
  case inferenceDone
  /// The network's output; an element may be no finite number.
  case results([Double])
  /// What this project's own firmware adds: a name and a value.
  case own(String, String)
  /// What the device says is wrong with a command.
  case refusal(String)
  /// A message whose value cannot be read.
  case broken(String)
  case other(String)

  /// Reads the bytes between two line ends; `nil` where they hold no text.
  package init?(_ bytes: some Sequence<UInt8>) {
    let text = bytes.filter { (0x20...0x7E).contains($0) }
    guard text.contains(where: { $0 != 0x20 }) else { return nil }
    self = Self.message(in: text) ?? .other(String(decoding: text, as: UTF8.self).trimmed)
  }

  /// What stands at the start of each message, and how the rest is read.
  private static let messages: [(prefix: String, read: @Sendable (String) -> DeviceLine?)] = [
    ("m-ready", { _ in .ready }),
    ("m-init-done", { _ in .startUpDone }),
    ("m-timestamp-mode-", { .timestampMode($0) }),
    // The word before the bracket is what the firmware is for: m-name-dut-[vendor].
    ("m-name-", { rest in rest.bracketed.map { .name($0) } }),
    ("m-profile-", { rest in rest.bracketed.map { .profile($0) } }),
    ("m-model-", { rest in rest.bracketed.map { .model($0) } }),
    ("m-lap-us-", { rest in UInt64(digits: rest).map { .lap(microseconds: $0) } }),
    ("m-[Expecting ", { rest in count(rest, " bytes]").map { .expecting(byteCount: $0) } }),
    ("m-load-done", { _ in .loadDone }),
    ("m-warmup-start-", { rest in count(rest).map { .warmupStart(count: $0) } }),
    ("m-warmup-done", { _ in .warmupDone }),
    ("m-infer-start-", { rest in count(rest).map { .inferenceStart(count: $0) } }),
    ("m-infer-done", { _ in .inferenceDone }),
    ("m-results-", { rest in rest.bracketed.flatMap(numbers).map { .results($0) } }),
    ("m-mcub-", { own($0) }),
    ("e-[", { .refusal(String($0.last == "]" ? $0.dropLast() : $0[...])) }),
  ]

  /// The first message that the line holds, which goes on to its end.
  private static func message(in text: [UInt8]) -> DeviceLine? {
    let dash = UInt8(ascii: "-")
    for place in text.indices.dropLast() where text[place + 1] == dash {
      for (prefix, read) in messages where text[place...].starts(with: prefix.utf8) {
        // "e-[" ends many a word; a complaint begins one.
        if prefix == "e-[", place > 0, Character(Unicode.Scalar(text[place - 1])).isLetter {
          continue
        }
        let rest = String(decoding: text[(place + prefix.utf8.count)...], as: UTF8.self)
        return read(rest.trimmed)
          ?? .broken(String(decoding: text[place...], as: UTF8.self).trimmed)
      }
    }
    return nil
  }

  /// Reads `NAME-[VALUE]`.
  private static func own(_ text: String) -> DeviceLine? {
    guard let dash = text.firstRange(of: "-["), let value = text.bracketed else { return nil }
    return .own(String(text[..<dash.lowerBound]), value)
  }

  private static func count(_ text: String, _ ending: String = "") -> Int? {
    guard text.hasSuffix(ending) else { return nil }
    return UInt64(digits: String(text.dropLast(ending.count))).flatMap { Int(exactly: $0) }
  }

  private static func numbers(_ text: String) -> [Double]? {
    let words = text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    let numbers = words.compactMap { Double($0) }
    return numbers.count == words.count && !numbers.isEmpty ? numbers : nil
  }
}

extension UInt64 {
  /// Reads text that is digits and nothing else.
  fileprivate init?(digits: String) {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    self.init(digits)
  }
}

extension String {
  /// What stands between the first opening bracket and a closing one at the end.
  fileprivate var bracketed: String? {
    guard last == "]", let open = firstIndex(of: "[") else { return nil }
    return String(self[index(after: open)...].dropLast())
  }

  /// Without the spaces at both ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
