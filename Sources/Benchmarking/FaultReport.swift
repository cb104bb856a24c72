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
    registers = [
      ("pc", fault.pc), ("lr", fault.lr), ("cfsr", fault.cfsr), ("hfsr", fault.hfsr),
      ("mmfar", fault.mmfar), ("bfar", fault.bfar), ("r0", fault.r0), ("r1", fault.r1),
      ("r2", fault.r2), ("r3", fault.r3), ("r12", fault.r12), ("xpsr", fault.xpsr),
    ].map { Register(name: $0.0, value: $0.1) }
  }

  package var description: String {
    let place = layer.map { " in layer \($0)" } ?? ""
    let values = registers.map { register in
      let digits = String(register.value, radix: 16)
      let zeros = String(repeating: "0", count: 8 - digits.count)
      return "\(register.name) 0x\(zeros)\(digits)"
    }
    return "the core took a \(name)\(place) (\(values.joined(separator: ", ")))"
  }

  /// The exception's name: Armv7-M Architecture Reference Manual, B1.5.2.
  private var name: String {
    switch exception {
    case 2: "NMI"
    case 3: "HardFault"
    case 4: "MemManage fault"
    case 5: "BusFault"
    case 6: "UsageFault"
    default: "fault with exception number \(exception)"
    }
  }
}
