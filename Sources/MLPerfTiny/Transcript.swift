/// One line of the talk with a device.
package struct TranscriptLine: Hashable, Sendable {
  package enum Direction: Hashable, Sendable {
    /// From this program to the device.
    case sent
    case received
  }
  /// Since the session began.
  package let after: Duration
  package let direction: Direction
  /// As it went over the line, without its end.
  package let bytes: [UInt8]

  package init(after: Duration, direction: Direction, bytes: [UInt8]) {
    self.after = after
    self.direction = direction
    self.bytes = bytes
  }

  /// `   12.345 > name%`: seconds, `>` to and `<` from the device, and the text with everything that
  /// is not printable ASCII as `\x1b`.
  package var text: String {
    let (seconds, attoseconds) = after.components
    let thousandths = String(attoseconds / 1_000_000_000_000_000)
    let time = "\(seconds)." + String(repeating: "0", count: 3 - thousandths.count) + thousandths
    let mark = direction == .sent ? ">" : "<"
    var text = String(repeating: " ", count: max(0, 9 - time.count)) + "\(time) \(mark) "
    for byte in bytes {
      if (0x20...0x7E).contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16)
      }
    }
    return text
  }
}
