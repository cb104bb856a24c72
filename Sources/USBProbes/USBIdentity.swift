package import Hardware

/// What a vendor and product id say about a device.
package enum USBIdentity {
  /// A vendor and product id that is known by itself.
  package struct Known: Hashable, Sendable {
    package let vendorID: UInt16
    package let productID: UInt16
    package let kind: ProbeKind
    /// What its maker calls it.
    package let name: String

    init(_ vendorID: UInt16, _ productID: UInt16, _ kind: ProbeKind, _ name: String) {
      self.vendorID = vendorID
      self.productID = productID
      self.kind = kind
      self.name = name
    }
  }

  /// Every id that is known by itself.
  ///
  /// ST-Links: OpenOCD 0.12.0, `src/jtag/drivers/stlink_usb.c`, and `60-openocd.rules` for the V3
  /// without storage and for J-Links. Raspberry Pi: `usb-pid` list of the vendor 2e8a. Bridges: Linux 6.1,
  /// `drivers/usb/serial/cp210x.c`, `ch341.c` and `ftdi_sio_ids.h`. Espressif: its `usb-pids` list.
  package static let known: [Known] =
    [
      Known(0x0483, 0x3748, .stLinkV2, "ST-LINK/V2"),
      Known(0x0483, 0x374B, .stLinkV21, "ST-LINK/V2-1"),
      Known(0x0483, 0x3752, .stLinkV21, "ST-LINK/V2-1 without storage"),
      Known(0x0483, 0x374A, .stLinkV21, "ST-LINK/V2-1 audio"),
      Known(0x0483, 0x3742, .stLinkV21, "ST-LINK/V2-1 audio without storage"),
      Known(0x0483, 0x374E, .stLinkV3, "STLINK-V3E"),
      Known(0x0483, 0x374F, .stLinkV3, "STLINK-V3S"),
      Known(0x0483, 0x3753, .stLinkV3, "STLINK-V3 with two serial ports"),
      Known(0x0483, 0x3754, .stLinkV3, "STLINK-V3 without storage"),
      Known(0x0483, 0x3757, .stLinkV3, "STLINK-V3PWR"),
      Known(0x0483, 0x374D, .stLinkLoader, "STLINK-V3 boot loader"),
    ] + jLinks + [
      Known(0x2E8A, 0x000C, .cmsisDAP, "Raspberry Pi debug probe"),
      // The first picoprobe speaks a protocol of its own; its serial port is what it is good for here.
      Known(0x2E8A, 0x0004, .serialBridge, "Raspberry Pi picoprobe"),
      Known(0x2E8A, 0x0003, .rp2040Boot, "RP2040 in BOOTSEL mode"),
      Known(0x2E8A, 0x000A, .serialBridge, "Raspberry Pi Pico"),
      Known(0x10C4, 0xEA60, .serialBridge, "CP210x"),
      Known(0x1A86, 0x7523, .serialBridge, "CH340"),
      Known(0x1A86, 0x55D4, .serialBridge, "CH9102"),
      Known(0x0403, 0x6001, .serialBridge, "FT232R"),
      Known(0x0403, 0x6010, .serialBridge, "FT2232H"),
      Known(0x0403, 0x6014, .serialBridge, "FT232H"),
      Known(0x303A, 0x1001, .serialBridge, "Espressif USB serial and JTAG"),
      Known(0x303A, 0x1002, .serialBridge, "Espressif USB bridge"),
    ]

  /// SEGGER's J-Links, those on boards among them.
  private static let jLinks: [Known] = {
    let productIDs: [UInt16] = [
      0x0101, 0x0102, 0x0103, 0x0104, 0x0105, 0x0107, 0x0108, 0x1010, 0x1011, 0x1012, 0x1013,
      0x1014,
      0x1015, 0x1016, 0x1017, 0x1018, 0x1020, 0x1051, 0x1055, 0x1061,
    ]
    return productIDs.map { Known(0x1366, $0, .jLink, "J-Link") }
  }()

  /// The kind of probe behind an id, or `nil` for a device that is none of ours.
  ///
  /// A CMSIS-DAP probe has that word anywhere in its product string, whatever its id: CMSIS-DAP 2.1,
  /// "Configure USB peripheral".
  package static func kind(vendorID: UInt16, productID: UInt16, product: String?) -> ProbeKind? {
    if product?.contains("CMSIS-DAP") == true { return .cmsisDAP }
    return known.first { $0.vendorID == vendorID && $0.productID == productID }?.kind
  }
}
