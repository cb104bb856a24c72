import Foundation
import MCUBenchTestSupport
import Testing

/// `mcubench doctor` on machines with probes.
@Suite(.timeLimit(.minutes(3))) struct DoctorCommandTests {
  private static let available = ConditionTrait.enabled(
    if: VirtualBench.isAvailable, "umockdev is not installed")

  /// The lines of a list that begin with `start`, each with its remedy.
  private func lines(_ start: String, of text: String) -> [String] {
    text.replacing("\n         try: ", with: "; try: ").split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix(start) }
  }

  @Test(available) func namesProbesPortsAndWhoHoldsThem() async throws {
    try await VirtualBench.with([VirtualBench.Wish(["--serial", "066FAA"])]) { bench, _ in
      let free = try await bench.run("mcubench", ["doctor"])
      #expect(free.status == 0, "\(free.output)\(free.errors)")
      let library = lines("ok       libusb: ", of: free.output).first
      #expect(library?.firstMatch(of: /libusb: 1\.\d+\.\d+.*; it reads the bus: 1 device$/) != nil)
      let probe = lines("ok       probe: ", of: free.output)
      #expect(probe.count == 1)
      #expect(probe.first?.contains("st-link/v2-1 066FAA at USB 1-1: V2J37M26, target 3.3") == true)
      #expect(probe.first?.contains("/dev/bus/usb/001/002 belongs to root:root, mode 664") == true)
      let port = lines("ok       serial port: ", of: free.output)
      #expect(port.first?.contains("/dev/ttyACM0 belongs to ") == true)
      #expect(port.first?.contains("of st-link/v2-1 066FAA at USB 1-1") == true)

      let script = """
        exec 9<>/dev/ttyACM0; flock 9; "$0" doctor
        """
      let held = try await bench.run(
        "/bin/bash", ["-c", script, TestPrograms.directory.appending(path: "mcubench").path])
      #expect(held.status == 0)
      let line = lines("in use   serial port: ", of: held.output).first
      #expect(line?.contains("/dev/ttyACM0 is kept by ") == true, "\(held.output)")
      #expect(line?.contains("(process ") == true)
    }
  }

  @Test(available) func saysWhatLetsAPersonUseAProbe() async throws {
    try await VirtualBench.with([VirtualBench.Wish(plug: ["access=denied"])]) { bench, _ in
      let outcome = try await bench.run("mcubench", ["doctor"])
      #expect(outcome.status == 1)
      let line = lines("missing  probe: ", of: outcome.output).first
      #expect(line?.contains("may not be opened (/dev/bus/usb/001/002 belongs to ") == true)
      #expect(line?.contains("mode 0") == true)
      #expect(line?.hasSuffix("try: sudo mcubench doctor --fix") == true)
    }
  }

  @Test(available) func oldFirmwareIsNamed() async throws {
    let wish = VirtualBench.Wish(["--probe-version", "V2J24M11"])
    try await VirtualBench.with([wish]) { bench, _ in
      let outcome = try await bench.run("mcubench", ["doctor"])
      #expect(outcome.status == 0)
      let line = lines("old      probe: ", of: outcome.output).first
      #expect(line?.contains("V2J24M11") == true, "\(outcome.output)")
      #expect(line?.contains("STSW-LINK007") == true)
    }
  }

  @Test(available) func aMachineWithoutDevicesHasLibUSBAllTheSame() async throws {
    try await VirtualBench.with([]) { bench, _ in
      let outcome = try await bench.run("mcubench", ["doctor"])
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
      let all = lines("", of: outcome.output).filter { $0.contains(" libusb: 1.") }
      #expect(all.count == 1, "\(outcome.output)")
      #expect(all.first?.contains("the bus") == true)
    }
  }

  @Test func aDamagedStoreIsCalledResults() async throws {
    try await Sandbox.with { home in
      let store = try home.write(
        Array("no database at all, but long enough".utf8), to: "bad.sqlite")
      let outcome = try await home.run(["doctor", "--store", store])
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasPrefix("error: missing: results\n"))
      #expect(!lines("missing  results: ", of: outcome.output).isEmpty)
    }
  }

  @Test func openOCDIsNeededWhereABoardIsFlashedWithIt() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(
        ["doctor"], environment: ["MCUBENCH_OPENOCD": home.directory + "/none"])
      #expect(outcome.status == 1)
      let line = lines("missing  openocd: ", of: outcome.output).first
      #expect(line?.contains("it flashes nucleo-f446re, nucleo-g0b1re") == true)
      #expect(line?.contains("try: sudo apt-get install openocd") == true)
    }
  }

  @Test(.enabled(if: canBecomeNobody, "needs root, setpriv, and a checkout that all may read"))
  func withoutRightsFixOnlySaysWhatIsToBeDone() async throws {
    try await Sandbox.with { home in
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o777], ofItemAtPath: home.directory)
      let sudo = try home.writeScript("exit 1", to: "sudo")
      let program = TestPrograms.directory.appending(path: "mcubench").path
      let outcome = try await home.runProgram(
        "/usr/bin/setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", program, "doctor", "--fix"],
        environment: ["PATH": home.directory + ":" + (TestPrograms.environment["PATH"] ?? "")],
        within: .seconds(60))
      #expect(FileManager.default.isExecutableFile(atPath: sudo))
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("sudo usermod --append --groups dialout nobody\n"))
      #expect(outcome.errors.hasPrefix("error: only root can mend this; nothing was changed\n"))
      let groups = try String(contentsOfFile: "/etc/group", encoding: .utf8)
      #expect(!groups.contains("nobody"))
    }
  }

  private static let canBecomeNobody: Bool = {
    let program = TestPrograms.directory.appending(path: "mcubench").path
    let words = ["--reuid=65534", "--regid=65534", "--clear-groups", "test", "-x", program]
    return (try? ChildProcess("/usr/bin/setpriv", words, errors: .null))?.waitUntilExit() == 0
  }()

  @Test func fixRepairsAMachineAndSaysHow() async throws {
    try await Sandbox.with { home in
      let root = home.directory + "/root"
      for directory in ["etc", "run/udev", "dev", "sys"] {
        try FileManager.default.createDirectory(
          atPath: "\(root)/\(directory)", withIntermediateDirectories: true)
      }
      try Data().write(to: URL(filePath: root + "/run/udev/control"))
      _ = try home.writeScript("echo udevadm \"$@\" >>\"$HOME/calls\"", to: "udevadm")
      let path = "\(home.directory):" + (TestPrograms.environment["PATH"] ?? "")
      let fix = ["doctor", "--fix", "--root", root]
      let first = try await home.run(fix, environment: ["PATH": path, "SUDO_USER": nil])
      #expect(first.status == 0, "\(first.errors)")
      let rules = root + "/etc/udev/rules.d/70-mcubench.rules"
      #expect(FileManager.default.fileExists(atPath: rules))
      #expect(first.errors.contains("install the udev rules: install -D -m 644 "))
      #expect(first.errors.contains("let udev read its rules again: udevadm control --reload\n"))
      #expect(!lines("ok       udev rules: \(rules)", of: first.output).isEmpty)
      let again = try await home.run(fix, environment: ["PATH": path, "SUDO_USER": nil])
      #expect(again.errors == "nothing to fix here\n")
      let calls = try String(contentsOfFile: home.directory + "/calls", encoding: .utf8)
      #expect(calls.split(separator: "\n").count == 2)

      try Data("# older\n".utf8).write(to: URL(filePath: rules))
      let old = try await home.run(["doctor", "--root", root])
      #expect(
        lines("old      udev rules: ", of: old.output).first?.contains("doctor --fix") == true)
    }
  }
}
