import WireRecords

/// A fault that the core took, as the firmware reported it.
package struct FaultReport: Hashable, Sendable, CustomStringConvertible {
  /// The exception's number: 3 is HardFault.
  package let exception: Int
  /// The layer that ran, by its place and name, or `nil` outside layers.
  package let layer: String?
  /// Registers by name, in the order that people read them.
  package let registers: [Register]

  /// A register's value at the fault.
  package struct Register: Hashable, Sendable {
    package let name: String
    package let value: UInt32
  }

  /// What `fault` says; `layerNames` tells what to call each layer, in the order that runs.
  init(_ fault: Fault, layerNames: [String]) {
    exception = Int(fault.exception)
    layer = layerNames.indices.contains(Int(fault.layer)) ? layerNames[Int(fault.layer)] : nil
    let kept: [(String, UInt32)] =
      exception >= Self.firstOfLX6
      ? [
        ("pc", fault.pc), ("a0", fault.lr), ("excvaddr", fault.mmfar), ("sp", fault.r12),
        ("a2", fault.r0), ("a3", fault.r1), ("a4", fault.r2), ("a5", fault.r3), ("ps", fault.xpsr),
      ]
      : [
        ("pc", fault.pc), ("lr", fault.lr), ("cfsr", fault.cfsr), ("hfsr", fault.hfsr),
        ("mmfar", fault.mmfar), ("bfar", fault.bfar), ("r0", fault.r0), ("r1", fault.r1),
        ("r2", fault.r2), ("r3", fault.r3), ("r12", fault.r12), ("xpsr", fault.xpsr),
      ]
    registers = kept.map { Register(name: $0.0, value: $0.1) }
  }

  package var description: String {
    let place = layer.map { " in layer \($0)" } ?? ""
    if exception == Self.secondCore {
      return "the second core did not start, answer or keep to its stack\(place)"
    }
    let values = registers.map { register in
      let digits = String(register.value, radix: 16)
      let zeros = String(repeating: "0", count: 8 - digits.count)
      return "\(register.name) 0x\(zeros)\(digits)"
    }
    return
      "the \(isOfSecondCore ? "second " : "")core took a \(name)\(place) (\(values.joined(separator: ", ")))"
  }

  /// The first number of an LX6's exceptions: `MCUB_FAULT_LX6` of the firmware.
  private static let firstOfLX6 = 0x200

  private var isOfLX6: Bool { exception >= Self.firstOfLX6 }

  /// What is added to an exception of a second core, and alone where that is silent:
  /// `MCUB_FAULT_SECOND_CORE` of the firmware.
  private static let secondCore = 0x100

  private var isOfSecondCore: Bool { !isOfLX6 && exception >= Self.secondCore }

  /// An LX6's exception by its cause: Xtensa ISA manual, table of exception causes.
  private var nameOnLX6: String {
    let cause = exception & 0x3F
    let name =
      switch cause {
      case 0: "illegal instruction"
      case 1: "system call"
      case 2: "fetch error"
      case 3: "load or store error"
      case 6: "division by zero"
      case 9: "unaligned access"
      case 20: "prohibited fetch"
      case 28: "prohibited load"
      case 29: "prohibited store"
      case 32: "disabled coprocessor"
      default: "exception of cause \(cause)"
      }
    switch (exception & 0x1C0) >> 6 {
    case 0: return name
    case 1: return "\(name) inside an exception"
    case let level: return "interrupt of level \(level) that nobody enabled"
    }
  }

  /// The exception's name: Armv7-M Architecture Reference Manual, B1.5.2.
  private var name: String {
    if isOfLX6 { return nameOnLX6 }
    return switch isOfSecondCore ? exception - Self.secondCore : exception {
    case 2: "NMI"
    case 3: "HardFault"
    case 4: "MemManage fault"
    case 5: "BusFault"
    case 6: "UsageFault"
    default: "fault with exception number \(exception)"
    }
  }
}
