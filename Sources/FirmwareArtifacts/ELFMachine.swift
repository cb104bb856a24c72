/// The machine that an ELF file says it was linked for.
///
/// Places and numbers: System V ABI, chapter 4, ELF header, and its list of values of `e_machine`.
package struct ELFMachine: Hashable, Sendable, CustomStringConvertible {
  /// Of every Cortex-M here: ELF for the Arm Architecture, 5.3, `EM_ARM`.
  package static let arm = ELFMachine(number: 40, bits: 32, isLittleEndian: true)
  /// Of the ESP32's LX6: `EM_XTENSA`.
  package static let xtensa = ELFMachine(number: 94, bits: 32, isLittleEndian: true)

  /// `e_machine`.
  package let number: Int
  package let bits: Int
  package let isLittleEndian: Bool

  private init(number: Int, bits: Int, isLittleEndian: Bool) {
    self.number = number
    self.bits = bits
    self.isLittleEndian = isLittleEndian
  }

  /// The machine of a file, or `nil` where it is no ELF file or too short to say.
  package init?(of file: [UInt8]) {
    guard file.count >= 20, file.starts(with: [0x7F, 0x45, 0x4C, 0x46]),
      (1...2).contains(file[4]), (1...2).contains(file[5])
    else { return nil }
    isLittleEndian = file[5] == 1
    bits = file[4] == 1 ? 32 : 64
    number =
      isLittleEndian ? Int(file[18]) | Int(file[19]) << 8 : Int(file[18]) << 8 | Int(file[19])
  }

  /// As a person would name it: `x86-64`, `Xtensa`, `machine 20 (32-bit, big-endian)`.
  package var description: String {
    let name = Self.names[number] ?? "machine \(number)"
    let isUsual = bits == Self.usualBits[number] ?? 32 && isLittleEndian
    return isUsual ? name : "\(name) (\(bits)-bit, \(isLittleEndian ? "little" : "big")-endian)"
  }

  private static let names = [
    3: "x86", 8: "MIPS", 40: "Arm", 62: "x86-64", 83: "AVR", 94: "Xtensa", 183: "64-bit Arm",
    243: "RISC-V",
  ]
  private static let usualBits = [62: 64, 183: 64]
}
