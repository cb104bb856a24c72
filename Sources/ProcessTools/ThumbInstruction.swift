/// One Thumb instruction, as far as the guard has to know it (Armv7-M ARM, A5.3).
struct ThumbInstruction: Hashable {
  let address: Int
  let first: UInt16
  /// The second half of a wide instruction; without meaning in a narrow one.
  let second: UInt16

  var isWide: Bool { first >> 11 >= 0b11101 }
  var byteCount: Int { isWide ? 4 : 2 }

  /// Whether it works on several elements of a register, or on half of one, at once: the DSP
  /// extension's instructions for int8 and int16.
  var isSIMD: Bool {
    guard isWide else { return false }
    let (bits, tail) = (first & 0xfff0, second >> 4 & 0xf)
    switch bits {
    case 0xfa20, 0xfa30:
      // SXTAB16, SXTB16, UXTAB16, UXTB16 (A5.3.15).
      return second & 0xf080 == 0xf080
    case 0xfa80, 0xfa90, 0xfaa0, 0xfad0, 0xfae0, 0xfac0:
      // Parallel addition and subtraction (A5.3.16, A5.3.17); SEL.
      return second & 0xf080 == 0xf000 || (bits == 0xfaa0 && second & 0xf0f0 == 0xf080)
    case 0xfb10:
      // SMLABB and its like, SMULBB and its like (A5.3.18).
      return tail & 0b1100 == 0
    case 0xfb20, 0xfb40:
      // SMLAD, SMUAD; SMLSD, SMUSD.
      return tail & 0b1110 == 0
    case 0xfb30:
      // SMLAWB, SMULWB.
      return tail & 0b1110 == 0
    case 0xfbc0:
      // SMLALBB and its like; SMLALD.
      return tail & 0b1100 == 0b1000 || tail & 0b1110 == 0b1100
    case 0xfbd0:
      // SMLSLD.
      return tail & 0b1110 == 0b1100
    case 0xeac0:
      // PKHBT, PKHTB.
      return second & 0x0010 == 0
    default:
      return false
    }
  }

  /// Where BL or B.W leads (A7.7.18, A7.7.12 T4), or `nil` for anything else.
  var branchTarget: Int? {
    guard first >> 11 == 0b11110, second & 0x9000 == 0x9000 else { return nil }
    let sign = Int(first >> 10 & 1)
    let high = 1 - (Int(second >> 13 & 1) ^ sign)
    let low = 1 - (Int(second >> 11 & 1) ^ sign)
    let offset =
      sign << 24 | high << 23 | low << 22 | Int(first & 0x3ff) << 12 | Int(second & 0x7ff) << 1
    return address + 4 + (sign == 1 ? offset - (1 << 25) : offset)
  }

  /// The words that pairs of MOVW and MOVT make (A7.7.76 T3, A7.7.79).
  static func constants(in code: [ThumbInstruction]) -> [Int] {
    var low: [UInt16: Int] = [:]
    var found: [Int] = []
    for instruction in code {
      let (first, second) = (instruction.first, instruction.second)
      let register = second >> 8 & 0xf
      let value =
        Int(first & 0xf) << 12 | Int(first >> 10 & 1) << 11 | Int(second >> 12 & 7) << 8
        | Int(second & 0xff)
      if first & 0xfbf0 == 0xf240, second & 0x8000 == 0 { low[register] = value }
      if first & 0xfbf0 == 0xf2c0, second & 0x8000 == 0, let half = low[register] {
        found.append(value << 16 | half)
      }
    }
    return found
  }
}
