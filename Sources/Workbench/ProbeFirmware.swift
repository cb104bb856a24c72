/// What is known of the firmware of ST-Links.
enum ProbeFirmware {
  /// ST's updater for it.
  static let remedy = "update it with ST's STSW-LINK007, from st.com"

  /// Whether `V2J24S0` or the like is older than the first with everything that OpenOCD 0.12.0 uses:
  /// `src/jtag/drivers/stlink_usb.c` asks V2J32 and V3J2 for the queued transfers of its flash loader.
  static func isOld(_ text: String) -> Bool {
    let parts = text.dropFirst().split(separator: "J", maxSplits: 1)
    guard text.hasPrefix("V"), parts.count == 2, let generation = Int(parts[0]),
      let debug = Int(parts[1].prefix(while: \.isNumber))
    else { return false }
    return debug < (generation >= 3 ? 2 : 32)
  }
}
