"""The levers of the local Salesforce, by what they are about; `control.py` lists them all."""
