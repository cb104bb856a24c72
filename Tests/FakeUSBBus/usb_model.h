/** What a USB device tells about itself: its ids, strings, interfaces and endpoints. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    USB_INTERFACES_MAX = 6,
    USB_ENDPOINTS_MAX = 3,
    /** A device descriptor and a configuration with all its interfaces. */
    USB_DESCRIPTORS_MAX = 512,
    /** The longest string descriptor: its length is one byte. */
    USB_STRING_DESCRIPTOR_MAX = 255,
};

/** Transfer types of bmAttributes. */
enum { USB_BULK = 2, USB_INTERRUPT = 3 };

struct usb_endpoint {
    /** Bit 7 is set where the device sends. */
    uint8_t address;
    uint8_t transfer;
    uint8_t interval;
};

struct usb_interface {
    uint8_t class_code;
    uint8_t subclass;
    uint8_t protocol;
    /** Its string, or NULL. */
    const char *name;
    /** The kernel's driver that holds it, or NULL. */
    const char *driver;
    size_t endpoint_count;
    struct usb_endpoint endpoints[USB_ENDPOINTS_MAX];
};

/** Which kind of serial port the kernel makes of the device. */
enum tty_kind {
    TTY_NONE,
    /** `ttyACM0`, whose parent is the interface. */
    TTY_ACM,
    /** `ttyUSB0`, with a device of the bus `usb-serial` between. */
    TTY_USB_SERIAL,
};

struct usb_model {
    uint16_t vendor_id;
    uint16_t product_id;
    /** bcdDevice. */
    uint16_t release;
    uint8_t class_code;
    uint8_t subclass;
    uint8_t protocol;
    bool is_high_speed;
    const char *manufacturer;
    const char *product;
    /** The low bytes of the serial's UTF-16 units, or NULL where there is none. */
    const uint8_t *serial;
    size_t serial_count;
    size_t interface_count;
    struct usb_interface interfaces[USB_INTERFACES_MAX];
    enum tty_kind tty;
    /** The interface that the serial port belongs to. */
    uint8_t tty_interface;
};

/** An ST-Link as ST makes it, without its serial; false for ids that are none. */
bool usb_model_stlink(struct usb_model *model, uint16_t vendor_id, uint16_t product_id);
/** An RP2040 in its boot ROM, or a Debug Probe, without its serial; false for other ids. */
bool usb_model_boot(struct usb_model *model, uint16_t vendor_id, uint16_t product_id);
/** A bridge chip that gives a `ttyUSB`. */
void usb_model_bridge(struct usb_model *model, uint16_t vendor_id, uint16_t product_id);
/** Any other device: a vendor interface, and a serial port of class CDC where `has_tty`. */
void usb_model_device(struct usb_model *model, uint16_t vendor_id, uint16_t product_id,
                      bool has_tty);
/** A hub, or the root hub of a bus. */
void usb_model_hub(struct usb_model *model, bool is_root);

/** Writes the device descriptor and the configuration; returns their length. */
size_t usb_model_descriptors(const struct usb_model *model,
                             uint8_t descriptors[USB_DESCRIPTORS_MAX]);
/** Writes a string descriptor; returns its length, 0 where there is no such string. */
size_t usb_model_string(const struct usb_model *model, unsigned index,
                        uint8_t descriptor[USB_STRING_DESCRIPTOR_MAX]);
/** The serial as sysfs shows it: each unit as a character of UTF-8. NULL where there is none. */
char *usb_model_serial_text(const struct usb_model *model);
