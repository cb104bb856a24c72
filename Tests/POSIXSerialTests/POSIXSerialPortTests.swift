import Foundation
import Hardware
import MCUBenchTestSupport
import POSIXSerial
import Testing

/// A port on one side of a pseudo-terminal, the test on the other.
@Suite(.timeLimit(.minutes(1)))
struct POSIXSerialPortTests {
  @Test func givesBytesInArrivalOrder() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    let sent = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    async let sending: Void = Task.detached { try board.send(sent) }.value
    var received: [UInt8] = []
    while received.count < sent.count { received += try #require(try await port.read()) }
    try await sending
    #expect(received == sent)
    await port.close()
  }

  @Test func keepsControlBytesAsTheyAre() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    let everyByte = (0...255).map { UInt8($0) }
    try board.send(everyByte)
    var received: [UInt8] = []
    while received.count < 256 { received += try #require(try await port.read()) }
    #expect(received == everyByte)
    try await port.write(everyByte)
    #expect(try board.receive(256) == everyByte)
    await port.close()
  }

  @Test func keepsBytesThatArrivedBeforeItWasOpened() async throws {
    let board = try PseudoTerminal()
    let first = try POSIXSerialPort(path: board.path, baud: 921_600)
    await first.close()
    try board.send([1, 2, 3])
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    #expect(try await port.read() == [1, 2, 3])
    await port.close()
  }

  @Test func writesMoreThanTheLineHolds() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    let sent = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    async let received = Task.detached { try board.receive(sent.count) }.value
    try await port.write(sent)
    #expect(try await received == sent)
    await port.close()
  }

  @Test func takesAnUnusualSpeed() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 1_234_567)
    await port.close()
  }

  @Test func knowsAPseudoTerminal() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    #expect(port.isPseudoTerminal)
    await port.close()
  }

  @Test(arguments: [("/dev/no-such-port", 2), ("/dev/null", 25), ("/", 21)] as [(String, Int32)])
  func refusesWhatIsNoSerialPort(path: String, code: Int32) {
    #expect(throws: SerialPortError(port: path, reason: .cannotOpen(errno: code))) {
      try POSIXSerialPort(path: path, baud: 921_600)
    }
  }

  @Test(arguments: [0, -1, 1 << 40]) func refusesAnImpossibleSpeed(baud: Int) throws {
    let board = try PseudoTerminal()
    #expect(throws: SerialPortError(port: board.path, reason: .unsupportedBaud(baud))) {
      try POSIXSerialPort(path: board.path, baud: baud)
    }
  }

  @Test func refusesAPortInUse() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    let error = #expect(throws: SerialPortError.self) {
      try POSIXSerialPort(path: board.path, baud: 921_600)
    }
    #expect(error?.reason == .cannotOpen(errno: EBUSY))
    #expect(error?.holder?.hasSuffix(" (process \(getpid()))") == true)
    #expect(error?.remedy?.contains("process \(getpid())") == true)
    await port.close()
    #expect(DeviceHolder.find(of: board.path) == nil)
  }

  /// Who made the pseudo-terminal keeps it open, and with it the flag that root alone may pass over.
  @Test func leavesAPseudoTerminalOpenToOthers() async throws {
    let board = try PseudoTerminal()
    let other = open(board.path, O_RDWR | O_NOCTTY)
    try #require(other >= 0)
    defer { close(other) }
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    await port.close()
    var isExclusive: Int32 = -1
    // TIOCGEXCL: Linux, `include/uapi/asm-generic/ioctls.h`.
    #expect(ioctl(other, 0x8004_5440, &isExclusive) == 0)
    #expect(isExclusive == 0)
  }

  @Test func namesAProgramThatHoldsThePort() async throws {
    let board = try PseudoTerminal()
    let line = open(board.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    let holder = try ChildProcess("/bin/sleep", ["60"], input: .descriptor(line))
    defer { holder.terminate() }
    close(line)
    let found = DeviceHolder.find(of: board.path)
    #expect(found?.processID == Int(holder.processID))
    #expect(found?.program == "sleep")
  }

  @Test func passesOverWhoServesThePort() async throws {
    let board = try PseudoTerminal()
    let output = Pipe()
    // As a virtual board does, this process has both ends open; it was there before the other one.
    let own = open(board.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(own) }
    #expect(DeviceHolder.find(of: board.path)?.processID == Int(getpid()))
    #expect(DeviceHolder.keeping(board.path) == nil)
    // So has another process, which has not the lowest number either.
    let server = try ChildProcess(
      "/usr/bin/env",
      [
        "python3", "-c",
        """
        import os, pty, time
        master, slave = pty.openpty()
        print(os.ttyname(slave), flush=True)
        time.sleep(60)
        """,
      ], output: .pipe(output))
    defer { server.terminate() }
    let served = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(DeviceHolder.find(of: served)?.processID == Int(server.processID))
    #expect(DeviceHolder.keeping(served) == nil)
    let line = open(board.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    let holder = try ChildProcess("/bin/sleep", ["60"], input: .descriptor(line))
    defer { holder.terminate() }
    close(line)
    #expect(DeviceHolder.keeping(board.path)?.processID == Int(holder.processID))
  }

  @Test func namesWhoHasLockedThePortAmongThoseWhoHaveItOpen() async throws {
    let board = try PseudoTerminal()
    let script = "exec 9<>'\(board.path)'; flock -n 9 && echo locked && sleep 60"
    let output = Pipe()
    let locker = try ChildProcess("/bin/sh", ["-c", script], output: .pipe(output))
    defer { locker.terminate() }
    #expect(
      String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "locked\n")
    let error = #expect(throws: SerialPortError.self) {
      try POSIXSerialPort(path: board.path, baud: 921_600)
    }
    let name = "(process \(locker.processID))"
    #expect(error?.holder?.hasSuffix(name) == true, "\(error?.holder ?? "nobody")")
    #expect(error?.remedy?.hasPrefix("let ") == true)
    #expect(error?.remedy?.hasSuffix(" finish, or end it, then run again") == true)
  }

  @Test func tellsALockedPortFromOneThatIsMerelyOpen() async throws {
    let board = try PseudoTerminal()
    let open = open(board.path, O_RDWR | O_NOCTTY)
    defer { close(open) }
    #expect(DeviceHolder.locking(board.path) == nil)
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    #expect(DeviceHolder.locking(board.path)?.processID == Int(getpid()))
    await port.close()
    #expect(DeviceHolder.locking(board.path) == nil)
    #expect(DeviceHolder.locking("/dev/no-such-port") == nil)
  }

  @Test func changesTheSpeedAfterWhatWasWritten() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    #expect(try board.baud == 921_600)
    try await port.write([1, 2, 3])
    try await port.setBaud(115_200)
    #expect(try board.baud == 115_200)
    #expect(try board.receive(3) == [1, 2, 3])
    try board.send([4])
    #expect(try await port.read() == [4])
    await #expect(throws: SerialPortError(port: board.path, reason: .unsupportedBaud(0))) {
      try await port.setBaud(0)
    }
    await port.close()
    await #expect(throws: SerialPortError(port: board.path, reason: .closed)) {
      try await port.setBaud(921_600)
    }
  }

  @Test func dropsStaleBytesWhenAsked() async throws {
    let board = try PseudoTerminal()
    let first = try POSIXSerialPort(path: board.path, baud: 921_600)
    await first.close()
    try board.send([1, 2, 3])
    let port = try POSIXSerialPort(
      path: board.path, settings: SerialSettings(bauds: [921_600]), dropsStaleBytes: true)
    try board.send([4])
    #expect(try await port.read() == [4])
    await port.close()
  }

  /// A pseudo-terminal has no modem lines, so that more than this takes an adapter.
  @Test func opensAPseudoTerminalWhateverItsModemLinesAreToBe() async throws {
    let board = try PseudoTerminal()
    for (dtr, rts) in [(SerialSettings.ModemLine.on, SerialSettings.ModemLine.off), (.off, .on)] {
      let port = try POSIXSerialPort(
        path: board.path, settings: SerialSettings(bauds: [921_600], dtr: dtr, rts: rts))
      try board.send([7])
      #expect(try await port.read() == [7])
      await port.close()
    }
  }

  @Test func givesWhatArrivedAndThenNothingWhenTheBoardHangsUp() async throws {
    var board: PseudoTerminal? = try PseudoTerminal()
    let path = try #require(board?.path)
    let port = try POSIXSerialPort(path: path, baud: 921_600)
    try board?.send([9, 8, 7])
    #expect(try await port.read() == [9, 8, 7])
    async let next = port.read()
    board = nil
    #expect(try await next == nil)
    #expect(try await port.read() == nil)
    await #expect(throws: SerialPortError(port: path, reason: .closed)) {
      try await port.write([1])
    }
    await port.close()
  }

  @Test func stopsAReadThatIsCancelledAndLosesNothing() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    let reading = Task { try await port.read() }
    reading.cancel()
    await #expect(throws: SerialPortError(port: board.path, reason: .cancelled)) {
      try await reading.value
    }
    try board.send([5])
    #expect(try await port.read() == [5])
    await port.close()
  }

  @Test func stopsAWriteThatIsCancelled() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    let writing = Task { try await port.write([UInt8](repeating: 1, count: 1 << 20)) }
    #expect(try board.receive(1) == [1])
    writing.cancel()
    await #expect(throws: SerialPortError(port: board.path, reason: .cancelled)) {
      try await writing.value
    }
    await port.close()
  }

  @Test func failsEveryCallAfterItIsClosed() async throws {
    let board = try PseudoTerminal()
    let port = try POSIXSerialPort(path: board.path, baud: 921_600)
    let reading = Task { try await port.read() }
    await port.close()
    await port.close()
    let closed = SerialPortError(port: board.path, reason: .closed)
    await #expect(throws: closed) { try await reading.value }
    await #expect(throws: closed) { try await port.read() }
    await #expect(throws: closed) { try await port.write([1]) }
    let again = try POSIXSerialPort(path: board.path, baud: 921_600)
    await again.close()
  }
}
