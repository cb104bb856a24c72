// SPDX-License-Identifier: GPL-2.0-or-later

/// What the RP2040's boot ROM does with the transfers of its PICOBOOT interface, whatever carries them.
///
/// As the ROM has it, `bootrom/usb_boot_device.c` and `async_task.c`: a command that it does not take
/// halts both endpoints; bad data halt the endpoint of the data; an erase that it refuses is
/// acknowledged like one that it did. Not modelled: access to RAM and ROM, code that is to be run,
/// and starting anything but flash.
package final class PicoBootEngine {
  /// What a transfer came to.
  package enum Outcome: Hashable, Sendable {
    /// Taken; or what the device sends, which may be nothing.
    case done([UInt8])
    /// The endpoint is halted, or nobody knows the request.
    case stalled
    /// Nothing yet: the device has not got there.
    case waiting
  }

  /// `enum picoboot_status` of the pico-sdk's `boot/picoboot.h`.
  enum Code: UInt32, Hashable, Sendable {
    case done = 0
    case unknownCommand = 1
    case wrongArguments = 2
    case wrongTransfer = 3
    case wrongAddress = 4
    case wrongAlignment = 5
    case rebooting = 7
  }

  /// Where the next transfer stands.
  private enum Phase {
    case idle
    case collecting(PicoBootCommand, [UInt8])
    case sending(PicoBootCommand, [UInt8])
    /// An empty packet, from the device or to it.
    case acknowledging(isFromDevice: Bool)
  }

  let flash: any BootFlash
  /// Told of a stage when something of it was done.
  var onWork: (ProbeFault.Stage) -> Void = { _ in }
  private(set) var rebootMilliseconds: UInt32?
  private var faults: PicoBootFaults
  private var phase = Phase.idle
  private var status = [UInt8](repeating: 0, count: 16)
  private var halted: Set<UInt8> = []

  /// The ROM's endpoints.
  static let output: UInt8 = 0x03
  static let input: UInt8 = 0x84
  /// What the ROM takes for flash (`is_address_flash`): more than there is, and a serial flash looks
  /// at the address bits that it has only.
  private static let window: ClosedRange<UInt32> = 0x1000_0000...0x1100_0000
  private static let sectorBytes: UInt32 = 4096
  private static let pageBytes = 256

  package init(flash: any BootFlash, faults: PicoBootFaults = PicoBootFaults()) {
    self.flash = flash
    self.faults = faults
  }

  /// As after a reset into the boot ROM.
  func start() {
    rebootMilliseconds = nil
    reset()
  }

  // MARK: transfers

  /// Takes a transfer of the host's; none of its bytes is an empty packet.
  package func take(_ bytes: [UInt8]) -> Outcome {
    guard !halted.contains(Self.output) else { return .stalled }
    switch phase {
    case .idle:
      begin(bytes)
    case .collecting(let command, let received):
      collect(command, received + bytes)
    case .acknowledging(isFromDevice: false):
      phase = .idle
      setInProgress(false)
    case .sending, .acknowledging:
      return .waiting
    }
    // The host's transfer is over before the ROM looks at it.
    return .done([])
  }

  /// Gives a transfer of at most `limit` bytes to the host.
  package func give(_ limit: Int) -> Outcome {
    guard !halted.contains(Self.input) else { return .stalled }
    switch phase {
    case .sending(let command, let rest):
      let part = Array(rest.prefix(limit))
      let left = Array(rest.dropFirst(part.count))
      phase = left.isEmpty ? .acknowledging(isFromDevice: false) : .sending(command, left)
      return .done(part)
    case .acknowledging(isFromDevice: true):
      phase = .idle
      setInProgress(false)
      return .done([])
    case .idle, .collecting, .acknowledging:
      return .waiting
    }
  }

  /// A request over the control endpoint, its setup packet of 8 bytes (USB 2.0, 9.3).
  package func control(_ setup: [UInt8]) -> Outcome {
    let length: UInt16 = setup[6...].littleEndian()
    switch (setup[0], setup[1]) {
    case (0xC1, 0x42) where length == 16: return .done(status)
    case (0x41, 0x41):
      reset()
      return .done([])
    case (0x82, 0x00) where length == 2:
      return .done([halted.contains(setup[4]) ? 1 : 0, 0])
    default: return .stalled
    }
  }

  package func clearHalt(_ endpoint: UInt8) {
    halted.remove(endpoint)
  }

  private func reset() {
    halted = []
    phase = .idle
    status = [UInt8](repeating: 0, count: 16)
  }

  // MARK: commands

  private func begin(_ bytes: [UInt8]) {
    guard let command = PicoBootCommand(bytes) else { return haltBoth() }
    status = command.token.littleEndianBytes + [0, 0, 0, 0, command.number, 0]
    status += [UInt8](repeating: 0, count: 6)
    guard let work = command.work else { return refuse(.unknownCommand) }
    guard command.hasRightArguments else { return refuse(.wrongArguments) }
    if work == .reboot {
      rebootMilliseconds = command.arguments[8...].littleEndian(as: UInt32.self)
      phase = .acknowledging(isFromDevice: true)
      return
    }
    guard command.hasRightTransfer else { return refuse(.wrongTransfer) }
    if faults.stalls(at: stage(of: work)) { return refuse(.unknownCommand) }
    setInProgress(true)
    switch work {
    case .read where command.size > 0: send(command)
    case .write where command.size > 0: phase = .collecting(command, [])
    case .erase:
      erase(command)
      acknowledge(command)
    default: acknowledge(command)
    }
    if work != .write { onWork(stage(of: work)) }
  }

  private func acknowledge(_ command: PicoBootCommand) {
    phase = .acknowledging(isFromDevice: !command.isDataFromDevice)
  }

  private func erase(_ command: PicoBootCommand) {
    let (address, size) = (command.address, command.size)
    let isAligned =
      address.isMultiple(of: Self.sectorBytes) && size.isMultiple(of: Self.sectorBytes)
    guard rebootMilliseconds == nil, isAligned, isFlash(address, size) else { return }
    for sector in 0..<Int(size / Self.sectorBytes) {
      let start = place(address) + sector * Int(Self.sectorBytes)
      let offset = start % flash.flashBytes
      flash.erase(offset..<offset + Int(Self.sectorBytes))
    }
    faults.noteErase()
  }

  /// Writes each page when it is whole, and the rest when the transfer is; what the ROM's buffer has
  /// behind that rest is left from before.
  private func collect(_ command: PicoBootCommand, _ received: [UInt8]) {
    let count = min(received.count, Int(command.size))
    guard count == Int(command.size) else {
      phase = .collecting(command, received)
      return
    }
    for start in stride(from: 0, to: count, by: Self.pageBytes) {
      let address = command.address &+ UInt32(start)
      let page = Array(received[start..<min(start + Self.pageBytes, count)])
      if let code = refusal(address, page.count) { return haltOne(Self.output, code) }
      let offset = place(address)
      flash.program(
        faults.programmed(page, over: flash.read(offset..<offset + page.count)), at: offset)
    }
    acknowledge(command)
    onWork(.program)
  }

  private func send(_ command: PicoBootCommand) {
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: Int(command.size), by: Self.pageBytes) {
      let address = command.address &+ UInt32(start)
      let count = min(Self.pageBytes, Int(command.size) - start)
      if let code = refusal(address, count) { return haltOne(Self.input, code) }
      bytes += flash.read(place(address)..<place(address) + count)
    }
    phase = .sending(command, faults.sent(bytes))
  }

  private func refusal(_ address: UInt32, _ count: Int) -> Code? {
    if rebootMilliseconds != nil { return .rebooting }
    guard isFlash(address, UInt32(count)) else { return .wrongAddress }
    return address.isMultiple(of: UInt32(Self.pageBytes)) ? nil : .wrongAlignment
  }

  private func isFlash(_ address: UInt32, _ size: UInt32) -> Bool {
    let (end, isBeyond) = address.addingReportingOverflow(size)
    return !isBeyond && Self.window.contains(address) && Self.window.contains(end)
  }

  /// Bytes from the start of the flash.
  private func place(_ address: UInt32) -> Int {
    Int(address - Self.window.lowerBound) % flash.flashBytes
  }

  private func stage(of work: PicoBootCommand.Work) -> ProbeFault.Stage {
    switch work {
    case .erase: .erase
    case .write: .program
    case .read: .verify
    default: .connect
    }
  }

  // MARK: refusals

  private func refuse(_ code: Code) {
    setCode(code)
    haltBoth()
  }

  private func haltOne(_ endpoint: UInt8, _ code: Code) {
    setCode(code)
    setInProgress(false)
    halted.insert(endpoint)
    phase = .idle
  }

  private func haltBoth() {
    halted = [Self.output, Self.input]
    phase = .idle
  }

  private func setCode(_ code: Code) {
    status.replaceSubrange(4..<8, with: code.rawValue.littleEndianBytes)
  }

  private func setInProgress(_ isInProgress: Bool) { status[9] = isInProgress ? 1 : 0 }
}
