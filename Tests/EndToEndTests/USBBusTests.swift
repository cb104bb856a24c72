import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `fake-usb-bus` shows programs what a machine with these devices would.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"), .timeLimit(.minutes(2)))
struct USBBusTests {
  @Test(.enabled(if: TestPrograms.hasOnPath("lsusb"), "usbutils are not installed"))
  func boardsAreListedWithTheirSerialPorts() async throws {
    let wishes = [
      VirtualBench.Wish(["--serial", "066FAA"], plug: ["path=1-4.2", "number=3"]),
      VirtualBench.Wish(["--serial", "066FBB", "--probe-version", "V3J10"]),
    ]
    try await VirtualBench.with(wishes) { bench, _ in
      let list = try await bench.run("lsusb")
      #expect(list.output.contains("ID 0483:374b STMicroelectronics STM32 STLink\n"))
      #expect(list.output.contains("ID 0483:374f STMicroelectronics STLINK-V3\n"))
      let tree = try await bench.run("lsusb", ["-t"])
      #expect(tree.output.contains("Driver=cdc_acm, 12M"))
      #expect(tree.output.contains("Driver=cdc_acm, 480M"))
      let script = """
        for port in ttyACM0 ttyACM3; do
          cat /sys/class/tty/$port/device/../serial
          ls -l /sys/class/tty/$port
          cat /sys/class/tty/$port/device/bInterfaceNumber
          test -c /dev/$port && readlink /dev/$port
        done
        """
      let ports = try await bench.run("/bin/sh", ["-c", script])
      #expect(ports.errors == "")
      let lines = ports.output.split(separator: "\n").map(String.init)
      try #require(lines.count == 8, "\(ports.output)")
      #expect([lines[0], lines[2], lines[3]] == ["066FBB", "02", bench.boards[1].ready.pty])
      #expect(lines[1].hasSuffix("/usb1/1-1/1-1:1.2/tty/ttyACM0"))
      #expect([lines[4], lines[6], lines[7]] == ["066FAA", "02", bench.boards[0].ready.pty])
      #expect(lines[5].hasSuffix("/usb1/1-4/1-4.2/1-4.2:1.2/tty/ttyACM3"))
    }
  }

  @Test func bridgeHasItsSerialPortOneLevelDeeper() async throws {
    let terminal = try PseudoTerminal()
    let others = [
      "--bridge", "1a86:7523,path=1-3,tty=\(terminal.path)",
      "--device", "2e8a:0003,product=RP2 Boot,serial=E0C9125B0D9B",
    ]
    try await VirtualBench.with([], others: others) { bench, _ in
      let script = """
        cd /sys/bus/usb/devices; cat 1-3/idVendor 1-3/idProduct 1-1/product 1-1/serial
        ls 1-3/serial; ls -l /sys/class/tty/ttyUSB0 /sys/bus/usb-serial/devices/ttyUSB0/driver
        """
      let outcome = try await bench.run("/bin/sh", ["-c", script])
      #expect(outcome.output.hasPrefix("1a86\n7523\nRP2 Boot\nE0C9125B0D9B\n"))
      #expect(outcome.output.contains("/1-3/1-3:1.0/ttyUSB0/tty/ttyUSB0\n"))
      #expect(outcome.output.contains("/bus/usb-serial/drivers/ch341\n"))
      #expect(outcome.errors.contains("1-3/serial"))
    }
  }

  @Test func serialsMayBeRawBytesEqualOrAbsent() async throws {
    let wishes = [
      VirtualBench.Wish(plug: ["serial=hex:48F7FF06"]),
      VirtualBench.Wish(plug: ["serial=0001"]), VirtualBench.Wish(plug: ["serial=0001"]),
      VirtualBench.Wish(plug: ["serial="]),
    ]
    try await VirtualBench.with(wishes) { bench, _ in
      let outcome = try await bench.run(
        "/bin/sh",
        ["-c", "cd /sys/bus/usb/devices; cat 1-1/serial 1-2/serial 1-3/serial 1-4/serial"])
      // The kernel shows each unit of the UTF-16 as a character.
      #expect(outcome.output == "H\u{F7}\u{FF}\u{06}\n0001\n0001\n")
      #expect(outcome.errors.contains("1-4/serial"))
    }
  }

  @Test func twoProgramsCannotClaimOneProbe() async throws {
    try await VirtualBench.with { bench, _ in
      let script = """
        mkfifo "$0.in"; "$1" claim <"$0.in" >"$0.1" & exec 3>"$0.in"
        until grep -q claim "$0.1"; do :; done
        "$1" claim </dev/null; exec 3>&-; wait; "$1" claim </dev/null; cat "$0.1"
        """
      let outcome = try await bench.run(
        "/bin/sh",
        ["-c", script, bench.boards[0].link, TestPrograms.buildDirectory.path + "/usb-user"])
      #expect(
        outcome.output == """
          open LIBUSB_SUCCESS / LIBUSB_TRANSFER_COMPLETED
          claim LIBUSB_ERROR_BUSY
          open LIBUSB_SUCCESS / LIBUSB_TRANSFER_COMPLETED
          claim LIBUSB_SUCCESS / LIBUSB_TRANSFER_COMPLETED
          open LIBUSB_SUCCESS / LIBUSB_TRANSFER_COMPLETED
          claim LIBUSB_SUCCESS / LIBUSB_TRANSFER_COMPLETED

          """)
    }
  }

  @Test func nodeMayBeOutOfReach() async throws {
    try await VirtualBench.with([VirtualBench.Wish(plug: ["access=denied"])]) { bench, _ in
      let user = TestPrograms.buildDirectory.path + "/usb-user"
      let outcome = try await bench.run(user, ["claim"])
      #expect(outcome.output == "open LIBUSB_ERROR_ACCESS\n")
      let list = try await bench.run("/bin/ls", ["-l", "/dev/bus/usb/001/002"])
      #expect(list.output.hasPrefix("c--------- 1 "))
    }
  }

  @Test func aProgramMayTryToOpenWhatItMayNotAsOftenAsItLikes() async throws {
    try await VirtualBench.with([VirtualBench.Wish(plug: ["access=denied"])]) { bench, _ in
      let script = """
        tries=0
        while [ $tries -lt 200 ]; do
          true </dev/bus/usb/001/002; true </dev/ttyACM7; true </dev/null; tries=$((tries + 1))
        done
        ls /proc/$$/fd | wc -l
        """
      let outcome = try await bench.run("/bin/dash", ["-c", script])
      #expect(outcome.status == 0)
      #expect(Int(outcome.output.filter(\.isNumber)).map { $0 < 10 } == true, "\(outcome.output)")
    }
  }

  @Test func aReadThatNothingComesOfTimesOut() async throws {
    try await VirtualBench.with { bench, _ in
      let user = TestPrograms.buildDirectory.path + "/usb-user"
      let outcome = try await bench.run(user, ["starve", "200"])
      #expect(outcome.output.hasSuffix("read LIBUSB_ERROR_TIMEOUT 0\n"))
    }
  }

  @Test func unpluggingEndsTransfersAndIsHeardOf() async throws {
    try await VirtualBench.with { bench, directory in
      let before = bench.boards[0].ready.pty
      let script = """
        readlink /dev/ttyACM0; touch watched watched2 starved
        "$0" watch 3 >watched & "$0" watch 3 >watched2 & "$0" starve 0 >starved &
        until grep -q arrived watched && grep -q arrived watched2 && grep -q claim starved
        do sleep 0.01; done
        touch ready; wait; cat watched watched2 starved /sys/bus/usb/devices/1-1/devnum
        readlink /dev/ttyACM0
        """
      let user = TestPrograms.buildDirectory.path + "/usb-user"
      let run = try bench.start("/bin/sh", ["-c", script, user])
      try await Self.wait(for: directory + "/ready")
      try bench.boards[0].powerCycle()
      let outcome = await run.outcome(within: .seconds(30))
      let after = try FileManager.default.destinationOfSymbolicLink(atPath: bench.boards[0].link)
      let heard = "arrived 0483:374b\nleft 0483:374b\narrived 0483:374b\n"
      #expect(
        outcome.output == "\(before)\n" + heard + heard + """
          open LIBUSB_SUCCESS / LIBUSB_TRANSFER_COMPLETED
          claim LIBUSB_SUCCESS / LIBUSB_TRANSFER_COMPLETED
          read LIBUSB_ERROR_NO_DEVICE 0
          3
          \(after)

          """)
    }
  }

  @Test func endsAsItsCommandEndsAndLeavesNothing() async throws {
    try await withTemporaryDirectory { directory in
      let bus = TestPrograms.buildDirectory.appending(path: "fake-usb-bus").path
      func end(_ arguments: [String]) async throws -> ProgramOutcome {
        try await ProgramRun(
          bus, arguments, in: directory, environment: ["TMPDIR": directory]
        ).outcome(within: .seconds(20))
      }
      #expect(try await end(["--", "/bin/sh", "-c", "exit 7"]).status == 7)
      #expect(try await end(["--", "/bin/sh", "-c", "kill -TERM $$"]).status == -SIGTERM)
      #expect(try await end(["--", "/nowhere"]).status == 127)
      #expect(try await end(["--", "/etc/passwd"]).status == 126)
      let abandoned = try await end([
        "--", "/bin/sh", "-c", "setsid sleep 1000 & setsid sleep 1000 &",
      ])
      #expect(abandoned.status == 0)
      let left = await ProcessList.survivors(holding: directory, within: .seconds(5))
      #expect(left.isEmpty)
      let files = try FileManager.default.contentsOfDirectory(atPath: directory)
      #expect(files.allSatisfy { !$0.hasPrefix("fake-usb-bus") })
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func passesASignalOn(signal: Int32) async throws {
    try await VirtualBench.with([]) { bench, directory in
      let script = "trap 'exit 3' INT TERM; touch ready; while :; do sleep 0.01; done"
      let run = try bench.start("/bin/sh", ["-c", script])
      try await Self.wait(for: directory + "/ready")
      run.send(signal: signal)
      #expect(await run.outcome(within: .seconds(10)).status == 3)
    }
  }

  @Test func leavesNothingEvenWhenItIsKilled() async throws {
    try await withTemporaryDirectory { directory in
      let run = try ProgramRun(
        TestPrograms.buildDirectory.appending(path: "fake-usb-bus").path,
        ["--", "/bin/sh", "-c", "setsid sleep 1000 & touch \(directory)/ready; wait"],
        in: directory, environment: ["TMPDIR": directory])
      try await Self.wait(for: directory + "/ready")
      run.send(signal: SIGKILL)
      _ = await run.outcome(within: .seconds(10))
      let left = await ProcessList.survivors(holding: directory, within: .seconds(5))
      #expect(left.isEmpty)
      let files = try FileManager.default.contentsOfDirectory(atPath: directory)
      #expect(files.allSatisfy { !$0.hasPrefix("fake-usb-bus") })
    }
  }

  private struct Overdue: Error {}

  /// Waits until a program under test has made the file.
  static func wait(for path: String) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !FileManager.default.fileExists(atPath: path) {
      guard ContinuousClock.now < deadline else { throw Overdue() }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test(arguments: [
    (["--probe", "tcp=0", "--", "true"], "'tcp=0' means nothing here"),
    (["--probe", "path=1-1", "--", "true"], "'tcp=PORT' is missing"),
    (["--bridge", "1a86:7523", "--", "true"], "'tty=TERMINAL' is missing"),
    (["--bridge", "1a86", "--", "true"], "it starts with ids such as 1a86:7523"),
    (
      ["--device", "2e8a:0003,path=1-1", "--device", "2e8a:0003,path=1-1.2", "--", "true"],
      "two devices"
    ),
    (["--device", "2e8a:0003,path=0-1", "--", "true"], "'path=0-1' means nothing here"),
    (["--device", "2e8a:0003,serial=hex:0", "--", "true"], "means nothing here"),
    (["--device", "2e8a:0003"], "'-- COMMAND' is missing"),
    (["--loud", "--", "true"], "'--loud' is no option"),
  ])
  func refusesWithBothLines(arguments: [String], text: String) async throws {
    try await withTemporaryDirectory { directory in
      let bus = TestPrograms.buildDirectory.appending(path: "fake-usb-bus").path
      let outcome = try await ProgramRun(bus, arguments, in: directory)
        .outcome(within: .seconds(20))
      #expect(outcome.status == 125)
      #expect(outcome.errors.hasPrefix("error: fake-usb-bus: "))
      #expect(outcome.errors.contains(text))
      #expect(outcome.errors.contains("\ntry: "))
    }
  }
}
