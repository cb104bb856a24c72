/// What the boot ROM says of its last command, when it is asked over the control endpoint.
struct PicoBootStatus: Hashable, Sendable {
  /// The token of the command that it is about.
  let token: UInt32
  let code: UInt32
  let isInProgress: Bool

  static let byteCount = 16

  /// Reads the 16 bytes: RP2040 datasheet, 2.8.5.5; `nil` for any other number of them.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    func word(_ offset: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }
    token = word(0)
    code = word(4)
    isInProgress = bytes[9] != 0
  }

  static let done: UInt32 = 0

  /// The code as a clause: `enum picoboot_status` of the pico-sdk's `boot/picoboot.h`.
  var text: String {
    switch code {
    case 0: "no error"
    case 1: "it does not know the command"
    case 2: "the command's arguments have another length"
    case 3: "the transfer has another length"
    case 4: "no memory is there"
    case 5: "the address begins no page or sector"
    case 6: "another program writes to its volume"
    case 7: "it is starting the image"
    default: "status \(code)"
    }
  }
}
