"""screenshots.py URL DIRECTORY: pictures of the page, after two minutes of its chart."""
import base64
import pathlib
import sys
import time

from browser import chromium, complaints, live, wait

base, directory = sys.argv[1], pathlib.Path(sys.argv[2])
directory.mkdir(parents=True, exist_ok=True)
time.sleep(75)
for name, path, width, height, dark in (
        ("page-light", "/", 1280, 900, False), ("page-dark", "/", 1280, 900, True), ("page-phone", "/", 390, 844, False),
        ("page-member", "/b/b01", 1280, 640, False), ("page-ledger", "/audit", 1280, 800, False)):
    with chromium(width, height, dark, scale=2 if width < 600 else 1) as driver:
        driver.get(base + path)
        live(driver)
        wait(driver, "document.querySelectorAll('main section:not([hidden]) tbody tr td:nth-child(3)').length > 0")
        if name == "page-member":
            for _ in range(15):  # until a checkpoint covers one of them
                driver.execute_script("[...document.querySelectorAll('#mine button')].slice(1, 4).map(one => one.click())")
                time.sleep(1)
                if driver.execute_script("return document.querySelectorAll('#mine .proof.good').length > 1"):
                    break
        time.sleep(0 if name == "page-member" else 1)
        picture = driver.execute_cdp_cmd("Page.captureScreenshot", {})["data"]
        (directory / f"{name}.png").write_bytes(base64.b64decode(picture))
        # That a transaction has no proof yet is an answer; the browser notes every 404.
        bad = [line for line in complaints(driver) if "/proof" not in line or "404" not in line]
        assert not bad, bad
