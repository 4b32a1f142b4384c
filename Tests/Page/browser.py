"""A headless Chromium for the page: sizes, colour schemes, and waiting for what the page says."""
import contextlib

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait


@contextlib.contextmanager
def chromium(width=1280, height=900, dark=False, scale=1):
    """A browser with a window of that size in CSS pixels."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                     "--disable-dev-shm-usage", "--no-first-run", "--lang=en-GB"):
        options.add_argument(argument)
    options.page_load_strategy = "eager"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                         {"name": "prefers-reduced-motion", "value": "reduce"}]})
        yield driver
    finally:
        driver.quit()


def wait(driver, script, seconds=30):
    """Waits until a script returns something true, and returns that."""
    return WebDriverWait(driver, seconds, poll_frequency=0.1).until(lambda d: d.execute_script(f"return {script}"))


def live(driver):
    """Waits until the page shows live figures."""
    wait(driver, "document.getElementById('link').className.includes('live')")


def complaints(driver):
    """What the browser's console has to say against the page."""
    return [line["message"] for line in driver.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]
