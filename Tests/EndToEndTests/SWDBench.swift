import Foundation
import MCUBenchTestSupport

/// A network of its own, in which a virtual Pico is a J-Link on its fixed port, and what is done there.
///
/// libjaylink finds J-Links by UDP on port 19020 and connects to TCP 19020 alone, so each board of this
/// kind has a network to itself; others on the machine neither see it nor are seen.
struct SWDBench {
  /// What came of the commands.
  struct Outcome {
    /// Of the script: the last command's exit status, unless it says otherwise.
    let status: Int32
    let output: String
    let errors: String
    /// What the board has said on stderr.
    let board: String
  }

  static let serial = "940400101"

  /// Whether this process may make a network and set it up.
  static let isAvailable: Bool = {
    let script = "ip link set lo up && ip route add default dev lo"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/unshare")
    process.arguments = ["-rn", "/bin/sh", "-c", script]
    (process.standardOutput, process.standardError) = (
      FileHandle.nullDevice, FileHandle.nullDevice
    )
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  let home: PicoHome

  static func with<Value>(_ work: (SWDBench) async throws -> Value) async throws -> Value {
    try await PicoHome.with { home in
      // The Pico of this home may be flashed with a debug probe, too.
      let profile = home.directory + "/product/boards/pico.yaml"
      let text = try String(contentsOfFile: profile, encoding: .utf8)
      try text.replacing("otherTools: [uf2]", with: "otherTools: [uf2, openocd]")
        .write(toFile: profile, atomically: true, encoding: .utf8)
      return try await work(SWDBench(home: home))
    }
  }

  /// Runs a script of the shell beside a board that was started with `arguments`.
  ///
  /// It has the functions `flash` with arguments of `mcubench flash`, `host` with commands of OpenOCD,
  /// `said`, which prints two bytes of the serial line, and `power`, which switches the board's supply
  /// off and on and waits until it is ready.
  func run(
    _ script: String, board arguments: [String] = [], within limit: Duration = .seconds(60)
  ) async throws -> Outcome {
    let directory = home.directory
    let path = "\(directory)/\(UUID().uuidString).sh"
    let program = { (name: String) in TestPrograms.directory.appending(path: name).path }
    let openOCD = StockTool.openOCD ?? "openocd"
    let fixed = """
      ip link set lo up && ip route add default dev lo || exit 99
      cd '\(directory)'
      '\(program("mcubench-vboard"))' --board pico --jlink-tcp 19020 --link line \
        \(arguments.joined(separator: " ")) >ready 2>board.err &
      board=$!
      trap 'kill $board; wait $board' EXIT
      ready() { until [ "$(wc -l <ready)" -ge "$1" ]; do kill -0 $board || exit 98; sleep 0.02; done; }
      ready 1
      said() { timeout 10 head -c 2 line; }
      power() { kill -USR1 $board; ready 2; }
      flash() {
        '\(program("mcubench"))' \(home.flash(home.image).joined(separator: " ")) \
          --flash-with openocd "$@"
      }
      host() {
        for command; do set -- "$@" -c "$command"; shift; done
        # Adverts come every few milliseconds, but to who is listening only.
        for try in 1 2 3 4; do
          '\(openOCD)' -c 'gdb_port disabled; tcl_port disabled; telnet_port disabled' \
            -f interface/jlink.cfg -c 'adapter serial \(Self.serial); adapter speed 5000' \
            -f target/rp2040.cfg "$@" 2>host.err
          status=$?
          grep -q 'No J-Link device found' host.err || break
        done
        cat host.err >&2
        return $status
      }

      """
    try (fixed + script).write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try await ProgramRun(
      "/usr/bin/unshare", ["-rn", "/bin/sh", path], in: directory, environment: home.environment
    ).outcome(within: limit)
    let said = (try? String(contentsOfFile: directory + "/board.err", encoding: .utf8)) ?? ""
    return Outcome(
      status: outcome.status, output: outcome.output, errors: outcome.errors, board: said)
  }
}
